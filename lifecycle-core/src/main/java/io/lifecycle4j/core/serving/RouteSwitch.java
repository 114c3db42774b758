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

  private volatile Supplier<@Nullable LifecycleException> unrouted = () -> null;

  /** Whether the server refuses new calls. */
  private volatile boolean closed;

  RouteSwitch(String model) {
    this.model = model;
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
    if (old != null) {
      retired.add(old);
      old.retire();
    }
  }

  /** Sets what {@link #acquire} throws while nothing is served. */
  void whenUnrouted(Supplier<@Nullable LifecycleException> why) {
    unrouted = required(why, "reason");
  }

  /** Returns the version that serves; null if none does. */
  @Nullable Route<I, O> current() {
    return route.get();
  }

  /** Returns the version that serves, with a count, which the caller releases. */
  Route<I, O> acquire() {
    while (true) {
      Route<I, O> now = route.get();
      if (now == null) {
        checkOpen(); // after reading the route, which closing removes
        LifecycleException why = unrouted.get();
        if (why != null) {
          throw why;
        }
        throw new NotFoundException(
            "Cannot predict with " + model + ": no version in production (promote one)");
      }
      if (now.acquire()) {
        return now;
      }
    }
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
      return List.copyOf(retired);
    } finally {
      changes.unlock();
    }
  }

  private void sayLeft(Route<I, O> old, Duration patience) {
    if (old.isUsed()) {
      LOG.warn(
          "Calls on {} have not ended after {} s: what they use is freed by the last",
          model,
          patience.toSeconds());
    } else {
      LOG.warn("Version {} of {} is closed, but its engine does not free it", old.version(), model);
    }
  }
}
