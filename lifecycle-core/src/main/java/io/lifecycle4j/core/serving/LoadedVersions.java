package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.loading.VersionLoad;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Held;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The versions that are wanted: each is loaded again and again until it is there. One that cannot
 * be loaded is tried again after one second, then two, up to a minute. Owns what is loaded until it
 * is used. Not thread-safe.
 */
final class LoadedVersions<L extends Held> {
  private final VersionLoads loads;
  private final Purpose purpose;
  private final BiFunction<? super ModelVersion, Purpose, L> how;
  private final Runnable ended;
  private final Map<Integer, Wish<L>> wishes = new HashMap<>();

  /** A version that was asked for. */
  private static final class Wish<L extends Held> {
    private final Backoff retry;
    private @Nullable VersionLoad<L> load;
    private @Nullable L loaded;

    /** Why the last attempt failed; null before the first failure. */
    private @Nullable LifecycleException failure;

    /** The failure that was said last. */
    private @Nullable String said;

    Wish(Pace pace) {
      retry = pace.backoff();
    }

    Duration pause() {
      long left = retry.left();
      if (load == null && left > 0) {
        return Duration.ofNanos(left);
      }
      return loaded == null ? VersionFollower.LOOK : Rounds.UNTIL_WOKEN;
    }

    void end() {
      VersionLoad<L> begun = load;
      load = null;
      if (begun != null) {
        begun.abandon();
      }
      L unused = loaded;
      loaded = null;
      if (unused != null) {
        unused.retire();
      }
    }
  }

  /**
   * Wants none yet.
   *
   * @param ended is called after each load, on its thread
   */
  LoadedVersions(
      VersionLoads loads,
      Purpose purpose,
      BiFunction<? super ModelVersion, Purpose, L> how,
      Runnable ended) {
    this.loads = loads;
    this.purpose = purpose;
    this.how = how;
    this.ended = ended;
  }

  private Wish<L> wish(int version) {
    return wishes.computeIfAbsent(version, number -> new Wish<>(loads.pace()));
  }

  /** Takes a version that was loaded elsewhere, which is freed if it is not wanted. */
  void offer(int version, L loaded) {
    Wish<L> before = wishes.remove(version);
    if (before != null) {
      before.end();
    }
    wish(version).loaded = loaded;
  }

  /**
   * Returns a version once it is loaded; null before. Begins to load it, unless it is being loaded
   * or could not be a moment ago.
   *
   * @throws LifecycleException if it cannot be loaded, once for each attempt
   */
  @Nullable L find(int version) {
    return find(version, purpose);
  }

  /** Finds a version like {@link #find(int)}, which is loaded for another purpose. */
  @Nullable L find(int version, Purpose why) {
    Wish<L> wish = wish(version);
    if (wish.load == null && !wish.retry.isDue()) {
      return null;
    }
    try {
      if (wish.loaded == null) {
        load(version, why, wish);
      }
      return wish.loaded;
    } catch (LifecycleException e) {
      wish.failure = e;
      wish.retry.failed();
      throw e;
    }
  }

  private void load(int version, Purpose why, Wish<L> wish) {
    VersionLoad<L> load = wish.load;
    if (load == null) {
      load = loads.begin(version, why, how, over -> ended.run());
      wish.load = load;
    }
    if (load.isOver()) {
      wish.load = null;
      wish.loaded = load.take();
      if (wish.loaded == null) {
        throw load.failure();
      }
    }
  }

  /** Finds the version again only later, since what was loaded could not be run. */
  void failed(int version) {
    wish(version).retry.failed();
  }

  /** Returns whether the failure of a version is another one than what this was asked for last. */
  boolean isNews(int version, LifecycleException failure) {
    Wish<L> wish = wish(version);
    String message = String.valueOf(failure.getMessage());
    boolean isNews = !message.equals(wish.said);
    wish.said = message;
    return isNews;
  }

  /** Returns the load of a version that is in progress; null if there is none. */
  @Nullable VersionLoad<L> load(int version) {
    Wish<L> wish = wishes.get(version);
    return wish == null ? null : wish.load;
  }

  /** Returns why the last attempt to load a version failed; null before the first failure. */
  @Nullable LifecycleException failure(int version) {
    Wish<L> wish = wishes.get(version);
    return wish == null ? null : wish.failure;
  }

  /** Returns a version that is there, and nobody else owns yet; null for another one. */
  @Nullable L peek(int version) {
    Wish<L> wish = wishes.get(version);
    return wish == null ? null : wish.loaded;
  }

  /** Returns how long until the version is tried again. */
  Duration retryIn(int version) {
    return Duration.ofNanos(Math.max(0, wish(version).retry.left()));
  }

  /**
   * Returns when to look again: now and then at a load, whose thread an error may have ended, and
   * when one is to be tried again; {@link Rounds#UNTIL_WOKEN} if there is nothing to look for.
   */
  Duration pause() {
    Duration pause = Rounds.UNTIL_WOKEN;
    for (Wish<L> wish : wishes.values()) {
      Duration next = wish.pause();
      pause = next.compareTo(pause) < 0 ? next : pause;
    }
    return pause;
  }

  /**
   * Gives away what is used by now, and frees and forgets all other versions but those wanted.
   *
   * @param used what others own from now on
   */
  void settle(Collection<? extends L> used, IntPredicate wanted) {
    Iterator<Map.Entry<Integer, Wish<L>>> all = wishes.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Integer, Wish<L>> each = all.next();
      Wish<L> wish = each.getValue();
      if (wish.loaded != null && used.contains(wish.loaded)) {
        wish.loaded = null;
        all.remove();
      } else if (!wanted.test(each.getKey())) {
        all.remove();
        wish.end();
      }
    }
  }
}
