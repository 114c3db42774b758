package io.lifecycle4j.core.serving;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.serving.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Admits calls within limits: some run, some wait on their own threads in the order they came, and
 * the rest is rejected.
 *
 * <p>A moving average of running times predicts whether a call can meet its deadline. A call that
 * finds a free place always runs, so that one slow call cannot lock out all later ones.
 * Thread-safe. The monitor is never held while a call runs or waits.
 */
final class CallLimits {
  /** The weight of the last call in the moving average. */
  private static final double WEIGHT = 1.0 / 16;

  /** How many mean deviations a call may exceed the average by; TCP uses four (RFC 6298). */
  private static final double DEVIATIONS = 4;

  private static final long NO_DEADLINE = Long.MAX_VALUE;
  private static final long SHORTEST_RETRY = 1_000_000;

  private final String model;
  private final int concurrent;
  private final int queued;

  /** How many threads of the library come for reserved calls. */
  private final int threads;

  private final long deadline;
  private final LongSupplier nanos;

  // guarded by this
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private int running;

  /** Calls that were admitted and have not come yet: they wait for a thread of the library. */
  private int reserved;

  /** Reserved calls that came, and run or wait for a place: each occupies a thread. */
  private int occupied;

  /** When a call last began or ended. */
  private long moved;

  /** The average time that a call runs, in nanoseconds; 0 before the first has ended. */
  private double service;

  /** The average difference of a call from that time. */
  private double deviation;

  CallLimits(String model, Limits limits, int threads, LongSupplier nanos) {
    this.model = model;
    this.concurrent = limits.concurrent();
    this.queued = limits.queued();
    this.threads = threads;
    this.deadline = limits.deadline().map(Duration::toNanos).orElse(NO_DEADLINE);
    this.nanos = nanos;
  }

  private enum State {
    WAITING,
    RUNS,
    EXPIRED,
    CLOSED
  }

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final long begun;

    /** Written before the state. */
    private long granted;

    private volatile State state = State.WAITING;

    Waiter(long begun) {
      this.begun = begun;
    }
  }

  /**
   * Begins a call, or waits until it may begin.
   *
   * @return when it began to run, for {@link #exit}
   * @throws OverloadedException if it cannot run in time
   */
  long enter() {
    long now = nanos.getAsLong();
    Waiter waiter;
    synchronized (this) {
      if (running < concurrent) { // however many are reserved: they have no thread yet
        return begun(now);
      }
      boolean over = waiting() >= queued || isTooSlow(waiters.size() + 1, concurrent);
      waiter = over ? null : waiting(now);
    }
    if (waiter == null) {
      throw rejected();
    }
    return await(waiter);
  }

  private long begun(long now) {
    running++;
    moved = now;
    return now;
  }

  private Waiter waiting(long begun) {
    Waiter waiter = new Waiter(begun);
    waiters.add(waiter);
    return waiter;
  }

  /** Returns whether a call misses its deadline that begins after others, so many at once. */
  private boolean isTooSlow(int ahead, int atOnce) {
    return ahead * service / atOnce + longService() > deadline;
  }

  /** Returns how many calls that come on threads of the library run at once. */
  private int reservedAtOnce() {
    return Math.min(concurrent, threads);
  }

  /**
   * Admits a call that will come later, on another thread.
   *
   * @return when it was admitted, for {@link #reserved}, unless {@link #cancel} is called
   * @throws OverloadedException if it cannot run in time
   */
  long reserve() {
    long now = nanos.getAsLong();
    synchronized (this) {
      int ahead = waiting() + 1 - Math.min(concurrent - running, threads - occupied);
      if (ahead <= 0 || (ahead <= queued && !isTooSlow(ahead, reservedAtOnce()))) {
        reserved++;
        return now;
      }
    }
    throw rejected();
  }

  /** Gives up a reservation. */
  synchronized void cancel() {
    reserved--;
    handOver(nanos.getAsLong());
  }

  /** Returns the time in which nearly all calls end that run. */
  private double longService() {
    return service + DEVIATIONS * deviation;
  }

  /** Runs a call that was reserved, on a thread of the library. */
  <T> T reserved(long admitted, LongFunction<T> call) {
    try {
      return call.apply(enter(admitted));
    } finally {
      leave();
    }
  }

  private long enter(long admitted) {
    long now = nanos.getAsLong();
    Waiter waiter;
    synchronized (this) {
      reserved--;
      occupied++;
      if (isLate(admitted, now)) {
        handOver(now);
        waiter = null;
      } else if (running < concurrent) {
        return begun(now);
      } else {
        waiter = waiting(admitted);
      }
    }
    if (waiter == null) {
      throw expired();
    }
    return await(waiter);
  }

  private boolean isLate(long begun, long now) {
    return deadline != NO_DEADLINE && now - begun >= deadline;
  }

  /** Sets the deadline of a request. */
  void setDeadline(PredictionRequest<?, ?> request) {
    if (deadline != NO_DEADLINE) {
      request.expires(request.arrived() + deadline);
    }
  }

  /** Frees the thread of a call that was reserved. */
  private synchronized void leave() {
    occupied--;
  }

  /** Ends a call that began to run at {@code began}. */
  synchronized void exit(long began) {
    long now = nanos.getAsLong();
    double took = Math.max(0, now - began);
    if (service == 0) {
      service = took;
    } else {
      deviation += (Math.abs(took - service) - deviation) * WEIGHT;
      service += (took - service) * WEIGHT;
    }
    running--;
    moved = now;
    handOver(now);
  }

  /** Starts the calls that have waited longest, but none past its deadline. */
  private void handOver(long now) {
    while (running < concurrent && !waiters.isEmpty()) {
      Waiter next = waiters.remove();
      boolean late = isLate(next.begun, now + (long) longService());
      next.granted = now; // it has the place from now on, even if its thread wakes late
      next.state = late ? State.EXPIRED : State.RUNS;
      running += late ? 0 : 1;
      LockSupport.unpark(next.thread);
    }
    if (waiters.isEmpty()) {
      notifyAll();
    }
  }

  private long await(Waiter waiter) {
    while (waiter.state == State.WAITING) {
      if (isLate(waiter.begun, nanos.getAsLong())) {
        leave(waiter, State.EXPIRED);
      } else if (Thread.currentThread().isInterrupted() && leave(waiter, State.CLOSED)) {
        throw interrupted(model);
      } else if (deadline == NO_DEADLINE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, deadline - (nanos.getAsLong() - waiter.begun));
      }
    }
    if (waiter.state == State.RUNS) {
      return waiter.granted;
    }
    if (waiter.state == State.EXPIRED) {
      throw expired();
    }
    throw new IllegalStateException("The model " + model + " is closed");
  }

  static OperationInterruptedException interrupted(String model) {
    return new OperationInterruptedException(
        "Interrupted while a call on " + model + " waited", new InterruptedException());
  }

  /** Stops waiting; returns false if it was decided before. */
  private synchronized boolean leave(Waiter waiter, State how) {
    if (waiter.state != State.WAITING) {
      return false;
    }
    waiters.remove(waiter);
    waiter.state = how;
    handOver(nanos.getAsLong());
    return true;
  }

  private LifecycleException rejected() {
    int runs;
    synchronized (this) {
      runs = running;
    }
    Duration retry = retryAfter();
    String within = deadline == NO_DEADLINE ? "" : ", deadline " + deadline / 1_000_000 + " ms";
    return new OverloadedException(
        String.format(
            "Cannot predict with %s: %s calls run and %s wait (limits: %s run, %s wait%s; retry"
                + " after %s ms)",
            model, runs, waiting(), concurrent, queued, within, retry.toMillis()),
        retry);
  }

  LifecycleException expired() {
    Duration retry = retryAfter();
    return new OverloadedException(
        String.format(
            "Cannot predict with %s: the call waited too long for its deadline of %s ms (retry"
                + " after %s ms)",
            model, deadline / 1_000_000, retry.toMillis()),
        retry);
  }

  /**
   * Predicts when the calls that wait now will have run. If all places or threads are taken, it
   * takes at least as long as none has become free: the calls that run are slower than those
   * before.
   */
  private synchronized Duration retryAfter() {
    int atOnce = reserved == 0 ? concurrent : reservedAtOnce();
    double predicted = (waiting() + 1) * service / atOnce;
    boolean full = running == concurrent || occupied == threads;
    long stalled = full ? nanos.getAsLong() - moved : 0;
    return Duration.ofNanos(Math.max(Math.max(SHORTEST_RETRY, stalled), (long) predicted));
  }

  /** Returns how many calls wait. */
  synchronized int waiting() {
    return reserved + waiters.size();
  }

  /**
   * Waits until no call waits on its own thread; those that still do afterwards fail. If
   * interrupted, keeps waiting and stays interrupted.
   */
  void drain(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    synchronized (this) {
      long left = patience.toNanos();
      while (!waiters.isEmpty() && left > 0) {
        try {
          wait(left / 1_000_000 + 1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left = end - System.nanoTime();
      }
      for (Waiter next = waiters.poll(); next != null; next = waiters.poll()) {
        next.state = State.CLOSED;
        LockSupport.unpark(next.thread);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
