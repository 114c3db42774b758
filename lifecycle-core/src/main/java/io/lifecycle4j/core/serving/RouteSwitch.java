package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version that serves, and those before it that are still in use.
 *
 * <p>Thread-safe. Calls read the version without a lock.
 */
final class RouteSwitch<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(RouteSwitch.class);

  private final String model;
  private final AtomicReference<@Nullable Route<I, O>> route = new AtomicReference<>();

  /** Held while the route changes; calls do not acquire it. */
  private final SafeLock changes = new SafeLock(RouteSwitch.class);

  /** Versions that may still be in use; guarded by {@link #changes}. */
  private final List<Route<I, O>> retired = new ArrayList<>();

  /** The version before, while the one that serves fails. */
  private final AtomicReference<@Nullable Route<I, O>> standby = new AtomicReference<>();

  /** The user's function, which answers if no version can; null if there is none. */
  private final @Nullable Route<I, O> fallback;

  private volatile Supplier<@Nullable LifecycleException> unrouted = () -> null;

  /** Whether the server refuses new calls. */
  private volatile boolean closed;

  RouteSwitch(String model, @Nullable Route<I, O> fallback) {
    this.model = model;
    this.fallback = fallback;
  }

  /** Serves another version, or none; a closed switch frees it at once. */
  void set(@Nullable Route<I, O> next) {
    changes.lock();
    try {
      if (closed && next != null) {
        next.retire();
      } else {
        swap(next);
      }
    } finally {
      changes.unlock();
    }
  }

  private void swap(@Nullable Route<I, O> next) {
    Route<I, O> old = route.getAndSet(next);
    retired.removeIf(Route::freed);
    retire(old);
    retire(standby.getAndSet(null));
  }

  private void retire(@Nullable Route<I, O> old) {
    if (old != null) {
      retired.add(old);
      old.retire();
    }
  }

  /** Lets a version answer while another one fails or none serves; frees it if a third serves. */
  void standBy(Route<I, O> before, int failing) {
    changes.lock();
    try {
      Route<I, O> now = route.get();
      if (closed || (now != null && now.version() != failing)) {
        before.retire();
      } else {
        retire(standby.getAndSet(before));
      }
    } finally {
      changes.unlock();
    }
  }

  /** Returns whether the version before stands by. */
  boolean hasStandby() {
    return standby.get() != null;
  }

  /** Sets what {@link #acquire} throws while nothing is served. */
  void whenUnrouted(Supplier<@Nullable LifecycleException> why) {
    unrouted = required(why, "reason");
  }

  /** Returns the version that serves; null if none does. */
  @Nullable Route<I, O> current() {
    return route.get();
  }

  /**
   * Returns the version to ask, with a count, which the caller releases: the one that serves, or,
   * if it fails too often, the one before, or the user's function. If there is neither, the failing
   * version is asked all the same, since some answers are better than none.
   */
  Route<I, O> acquire() {
    while (true) {
      Route<I, O> now = route.get();
      if (now == null) {
        checkOpen(); // after reading the route, which closing removes
        Route<I, O> before = standby.get();
        if (before != null && before.acquire()) {
          return before;
        }
        if (fallback != null && fallback.acquire()) {
          return fallback;
        }
        LifecycleException why = unrouted.get();
        if (why != null) {
          throw why;
        }
        throw new NotFoundException(
            "Cannot predict with " + model + ": no version in production (promote one)");
      }
      Route<I, O> asked = now.breaker().permits() ? now : instead(now);
      if (asked.acquire()) {
        return asked;
      }
    }
  }

  private Route<I, O> instead(Route<I, O> failing) {
    Route<I, O> before = standby.get();
    if (before != null && before.breaker().permits()) {
      return before;
    }
    return fallback == null ? failing : fallback;
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The model " + model + " is closed");
    }
  }

  /** Refuses new calls and new versions. */
  void close() {
    changes.lock();
    try {
      closed = true;
    } finally {
      changes.unlock();
    }
  }

  /** Removes the version that serves, and waits until all are free; reports those that are not. */
  void drain(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    for (Route<I, O> old : removed()) {
      old.retire(); // again, in case an error ended the thread that was to do it
      if (!old.awaitFree(Duration.ofNanos(end - System.nanoTime()))) {
        sayLeft(old, patience);
      }
    }
  }

  /** Removes the version that serves; returns all that may be in use, replaced ones too. */
  List<Route<I, O>> removed() {
    changes.lock();
    try {
      swap(null);
      if (closed && fallback != null) {
        fallback.retire();
      }
      return List.copyOf(retired);
    } finally {
      changes.unlock();
    }
  }

  private void sayLeft(Route<I, O> old, Duration patience) {
    if (old.isUsed()) {
      LOG.warn(
          "Calls on {} are still running after {} s; the last one frees the version",
          model,
          patience.toSeconds());
    } else {
      LOG.warn("Version {} of {} is closed, but its engine does not free it", old.version(), model);
    }
  }
}
