package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.serving.VersionLoads.Held;
import io.lifecycle4j.core.serving.VersionLoads.Purpose;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A version that is wanted for one purpose: it is loaded again and again until it is there. One
 * that cannot be loaded is tried again after one second, then two, up to a minute. Not thread-safe.
 */
final class WantedVersion<L extends Held> {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final VersionLoads loads;
  private final Purpose purpose;
  private final Function<? super ModelVersion, L> how;
  private final Runnable ended;
  private Backoff retry = begin();
  private int version;
  private @Nullable VersionLoad<L> load;

  /**
   * Wants none yet.
   *
   * @param ended is called after each load, on its thread
   */
  WantedVersion(
      VersionLoads loads, Purpose purpose, Function<? super ModelVersion, L> how, Runnable ended) {
    this.loads = loads;
    this.purpose = purpose;
    this.how = how;
    this.ended = ended;
  }

  private static Backoff begin() {
    return new Backoff(FIRST_RETRY, LAST_RETRY, System::nanoTime);
  }

  /**
   * Returns a version once it is loaded, which the caller then owns; null before. Begins to load
   * it, unless it is being loaded or could not be a moment ago, and abandons any other.
   *
   * @throws LifecycleException if it cannot be loaded, once for each attempt
   */
  @Nullable L find(int wanted) {
    if (wanted != version) {
      abandon();
      version = wanted;
    }
    VersionLoad<L> begun = load;
    if (begun == null && !retry.isDue()) {
      return null;
    }
    try {
      if (begun == null) {
        begun = loads.begin(wanted, purpose, how, over -> ended.run());
        load = begun;
      }
      if (!begun.isOver()) {
        return null;
      }
      load = null;
      L loaded = begun.take();
      if (loaded == null) {
        throw begun.failure();
      }
      return loaded;
    } catch (LifecycleException e) {
      retry.failed();
      throw e;
    }
  }

  /** Loads it again later, since what was loaded could not be run. */
  void failed() {
    retry.failed();
  }

  /** Returns the load in progress; null if there is none. */
  @Nullable VersionLoad<L> load() {
    return load;
  }

  /** Returns when to look again: now and then at a load, whose thread an error may have ended. */
  Duration pause() {
    return load != null ? VersionFollower.LOOK : Duration.ofNanos(Math.max(0, retry.left()));
  }

  /** Wants none any more, and forgets what failed. */
  void abandon() {
    VersionLoad<L> begun = load;
    load = null;
    version = 0;
    retry = begin();
    if (begun != null) {
      begun.abandon();
    }
  }
}
