package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.serving.log.AnsweredBy;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plan of who answers, and the versions of earlier plans that are still in use.
 *
 * <p>Thread-safe. Calls read the plan without a lock.
 */
final class RouteSwitch<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(RouteSwitch.class);

  private final String model;

  /** Written under {@link #changes}. */
  private volatile TrafficPlan<I, O> plan;

  /** Held while the plan changes; calls do not acquire it. */
  private final SafeLock changes = new SafeLock(RouteSwitch.class);

  /** Versions that may still be in use; guarded by {@link #changes}. */
  private final List<Route<I, O>> retired = new ArrayList<>();

  /** How often the champion has changed; written under {@link #changes}. */
  private final AtomicLong moves = new AtomicLong();

  /** Whether the server refuses new calls. */
  private volatile boolean closed;

  RouteSwitch(String model, @Nullable Route<I, O> fallback) {
    this.model = model;
    this.plan = new TrafficPlan<>(0, null, null, null, fallback, () -> null);
  }

  /** Returns how often the champion has changed. */
  long moves() {
    return moves.get();
  }

  /** Returns who answers now. */
  TrafficPlan<I, O> plan() {
    return plan;
  }

  /** Returns the number of the champion; {@link ModelServer#NONE} for a function or no version. */
  int version() {
    Route<I, O> now = plan.champion();
    return now == null ? ModelServer.NONE : now.version();
  }

  /** Serves a function. */
  void serve(Route<I, O> next) {
    serve(next, 0);
  }

  /**
   * Serves another version, which the switch owns from now on. Calls in progress end on the old
   * one, which is freed after the last. A closed switch frees the version at once.
   *
   * @param entry the registry's entry that made it so; 0 for none
   */
  void serve(Route<I, O> next, long entry) {
    champion(required(next, "route"), entry);
  }

  /** Serves nothing from now on; calls in progress end. */
  void unroute() {
    champion(null, 0);
  }

  private void champion(@Nullable Route<I, O> next, long entry) {
    changes.lock();
    try {
      if (closed && next != null) {
        next.retire();
      } else {
        moves.incrementAndGet();
        change(now -> now.champion(next, entry));
      }
    } finally {
      changes.unlock();
    }
  }

  /** Sets another plan, then retires every route that is no longer in it. */
  private void change(UnaryOperator<TrafficPlan<I, O>> how) {
    changes.lock();
    try {
      TrafficPlan<I, O> old = plan;
      TrafficPlan<I, O> next = how.apply(old);
      plan = next;
      retired.removeIf(Route::freed);
      List<Route<I, O>> kept = next.routes();
      List<Route<I, O>> left = old.routes();
      left.removeAll(kept);
      retired.addAll(left); // first: retiring may throw
      left.forEach(Route::retire);
    } finally {
      changes.unlock();
    }
  }

  /**
   * Lets the version before answer while the champion fails or none serves; owns it from now on.
   *
   * @param since what {@link #moves} returned when it was so; the version is freed if that has
   *     changed
   * @return whether it stands by
   */
  boolean standBy(Route<I, O> before, long since) {
    changes.lock();
    try {
      if (closed || moves.get() != since) {
        before.retire();
        return false;
      }
      change(now -> now.standby(before));
      return true;
    } finally {
      changes.unlock();
    }
  }

  /**
   * Lets a version answer a share of the calls from now on, or none; owns it. A closed switch, and
   * one with another champion by now, frees it.
   *
   * @param since what {@link #moves} returned for the champion beside which it answers
   * @param entry the registry's entry that made it so
   */
  void canary(@Nullable CanaryShare<I, O> next, long since, long entry) {
    changes.lock();
    try {
      if (!closed && moves.get() == since) {
        change(now -> now.canary(next, entry));
      } else if (next != null && next.route() != null && !plan.routes().contains(next.route())) {
        next.route().retire();
      }
    } finally {
      changes.unlock();
    }
  }

  /**
   * Serves a version that is in the plan already, as canary or standing by; the champion before
   * stands by.
   *
   * @return whether there is such a version
   */
  boolean serveLoaded(int version, long entry) {
    changes.lock();
    try {
      TrafficPlan<I, O> next = closed ? null : plan.loaded(version, entry);
      if (next != null) {
        moves.incrementAndGet();
        change(now -> next);
      }
      return next != null;
    } finally {
      changes.unlock();
    }
  }

  /** Lets no version stand by any more. */
  void endStandBy() {
    change(now -> now.standby(null));
  }

  /** Sets what {@link #acquire} throws while nothing is served. */
  void whenUnrouted(Supplier<@Nullable LifecycleException> why) {
    required(why, "reason");
    change(now -> now.why(why));
  }

  /**
   * Returns the version that answers a call, with a count, which the caller releases.
   *
   * @throws IllegalStateException if nothing can answer since the switch is closed
   */
  Route<I, O> acquire(PredictionRequest<I, O> request) {
    while (true) {
      TrafficPlan<I, O> now = plan;
      Route<I, O> chosen = now.choose(request);
      if (chosen == null) {
        checkOpen(); // after reading the plan, which closing empties
        LifecycleException why = now.why().get();
        throw why != null
            ? why
            : new NotFoundException(
                "Cannot predict with " + model + ": no version in production (promote one)");
      }
      AnsweredBy by = chosen.answeredBy(now.entry(), request.arm());
      if (chosen.acquire()) {
        request.answeredBy(by);
        return chosen;
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

  /** Removes all that serve; returns all that may be in use, replaced ones too. */
  List<Route<I, O>> removed() {
    changes.lock();
    try {
      moves.incrementAndGet();
      change(TrafficPlan::empty);
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
