package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Follows the registry for one model, on one thread: lets those that run versions compare what is
 * wanted with what is loaded, at every change, when a load ends, and when one is to be retried. The
 * thread ends while nothing is wanted. Thread-safe.
 *
 * <p>An exception or error only delays the next check, by at most a second.
 */
final class VersionFollower implements AutoCloseable {
  /** The interval of checks on what may end without notice. */
  static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration END = Duration.ofSeconds(5);

  private final String model;
  private final ModelRegistry registry;
  private final List<Following> followings = new CopyOnWriteArrayList<>();
  private final Rounds rounds;
  private @Nullable Runnable listening;

  /** Runs versions. */
  interface Following {
    /**
     * Runs what is wanted, as far as it can be at once.
     *
     * @return when to look again, unless the registry changes before; null if nothing is wanted
     */
    @Nullable Duration follow();
  }

  /** Follows nothing yet. */
  VersionFollower(String model, ModelRegistry registry) {
    this.model = model;
    this.registry = registry;
    this.rounds = new Rounds("follow-" + model, this::round);
  }

  ModelRegistry registry() {
    return registry;
  }

  /** Lets one more follow from now on. */
  void add(Following following) {
    followings.add(following);
    synchronized (this) {
      if (listening == null) {
        listening = registry.onChange(this::changed);
      }
    }
    changed();
  }

  /** Requests a check; if this throws, the registry repeats the call. */
  private void changed() {
    if (!rounds.wake()) {
      throw new OverloadedException(
          "Cannot follow what is in production of " + model + ": the system has no thread left");
    }
  }

  /** Requests a check, since a load ended or what runs has changed. */
  void wake() {
    rounds.wake();
  }

  private @Nullable Duration round() {
    List<Duration> pauses = new ArrayList<>();
    Closing.all(
        followings,
        each -> {
          Duration pause = each.follow();
          if (pause != null) {
            pauses.add(pause);
          }
        });
    return pauses.isEmpty() ? null : Collections.min(pauses);
  }

  @Override
  public void close() {
    Runnable calls;
    synchronized (this) {
      calls = listening;
    }
    if (calls != null) {
      calls.run();
    }
    rounds.end(END);
  }
}
