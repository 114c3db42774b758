package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.loading.VersionLoads.Held;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets decisions about what runs, and the rounds that follow them, take turns. Held while the
 * registry is written and what is loaded is exchanged, never while a version is loaded.
 * Thread-safe.
 */
final class FollowerLock {
  private final VersionFollower follower;
  private final Runnable released;
  private final SafeLock lock = new SafeLock(FollowerLock.class);

  /**
   * Creates a lock.
   *
   * @param released runs after each turn
   */
  FollowerLock(VersionFollower follower, Runnable released) {
    this.follower = follower;
    this.released = released;
  }

  /** Finds something out in a turn. */
  <T extends @Nullable Object> T call(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
      released.run();
    }
  }

  /** Does something in a turn. */
  void run(Runnable work) {
    call(
        () -> {
          work.run();
          return work;
        });
  }

  /** Does something in a turn, after which the follower makes a round. */
  <T extends @Nullable Object> T changing(Supplier<T> work) {
    try {
      return call(work);
    } finally {
      follower.wake();
    }
  }

  /**
   * Makes a decision in a turn, for which something was loaded.
   *
   * @param next freed unless it is taken
   * @param taking takes it; returns whether it did
   * @param following follows the decision
   */
  <T, L extends Held> T decide(
      Supplier<T> decision, L next, Predicate<? super L> taking, Runnable following) {
    boolean[] taken = new boolean[1];
    try {
      return changing(
          () -> {
            T made = decision.get();
            taken[0] = taking.test(next);
            following.run();
            return made;
          });
    } finally {
      if (!taken[0]) {
        next.retire();
      }
    }
  }

  /** Makes a round of the follower; another one soon if it is not its turn. */
  @Nullable Duration follow(Supplier<@Nullable Duration> round) {
    if (!lock.tryLock()) { // its holder may take long, and wakes the follower
      return VersionFollower.LOOK;
    }
    try {
      return round.get();
    } finally {
      lock.unlock();
      released.run();
    }
  }

  /** Does something now, unless it is the turn of others, or of the caller. */
  void tryNow(Runnable work) {
    if (lock.tryLock()) {
      try {
        work.run();
      } finally {
        lock.unlock();
      }
    }
  }
}
