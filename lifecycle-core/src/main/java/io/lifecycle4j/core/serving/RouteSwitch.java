package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.serving.log.AnsweredBy;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
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

  /** Whether the server refuses new calls. */
  private volatile boolean closed;

  private final CountedCalls calls = new CountedCalls();

  /** How often another version began to serve. */
  private final LongAdder began = new LongAdder();

  private final LongAdder unrouted = new LongAdder();

  RouteSwitch(String model, @Nullable Route<I, O> fallback) {
    this.model = model;
    this.plan = new TrafficPlan<>(0, null, null, null, fallback, () -> null);
  }

  /** Returns what counts the calls of versions. */
  CountedCalls calls() {
    return calls;
  }

  /** Returns who answers now. */
  TrafficPlan<I, O> plan() {
    return plan;
  }

  /** Returns how many calls nothing could answer. */
  long unrouted() {
    return unrouted.sum();
  }

  /** Returns how often another version or function began to serve. */
  long changes() {
    return began.sum();
  }

  /** Returns the number of the champion; {@link ModelServer#NONE} for a function or no version. */
  int version() {
    Route<I, O> now = plan.champion();
    return now == null ? ModelServer.NONE : now.version();
  }

  /** Serves what no entry of the registry put there, such as a function. */
  void serve(Route<I, O> next) {
    required(next, "route");
    change(now -> now.by(0, next, null, null));
  }

  /**
   * Changes the plan, which owns its routes: every one that is no longer in it is retired. Calls in
   * progress end on it, and the last one frees it. A closed switch keeps its plan, and retires what
   * is not in it.
   */
  void change(UnaryOperator<TrafficPlan<I, O>> how) {
    changes.lock();
    try {
      TrafficPlan<I, O> next = how.apply(plan);
      set(closed ? plan : next, next);
    } finally {
      changes.unlock();
    }
  }

  private void set(TrafficPlan<I, O> next, TrafficPlan<I, O> offered) {
    List<Route<I, O>> left = plan.routes();
    left.addAll(offered.routes());
    left.removeAll(next.routes());
    if (next.champion() != null && next.champion() != plan.champion()) {
      began.increment();
    }
    plan = next;
    retired.removeIf(Route::freed);
    retired.addAll(left); // first: retiring may throw
    left.forEach(Route::retire);
  }

  /** Sets what {@link #acquire} throws while nothing is served. */
  void whenUnrouted(Supplier<@Nullable LifecycleException> why) {
    required(why, "reason");
    change(now -> now.why(why));
  }

  /**
   * Returns the version that answers a call, with a count, which the caller releases.
   *
   * @throws ClosedException if nothing can answer since the switch is closed
   */
  Route<I, O> acquire(PredictionRequest<I, O> request) {
    while (true) {
      TrafficPlan<I, O> now = plan;
      Route<I, O> chosen = now.choose(request);
      if (chosen == null) {
        checkOpen(); // after reading the plan, which closing empties
        unrouted.increment();
        LifecycleException why = now.why().get();
        throw why != null
            ? why
            : new ModelUnavailableException(
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
      throw new ClosedException("The model " + model + " is closed");
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
      set(plan.empty(), plan.empty());
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
          patience.toMillis() / 1000.0);
    } else {
      LOG.warn("Version {} of {} is closed, but its engine does not free it", old.version(), model);
    }
  }
}
