package io.lifecycle4j.core.serving;

import io.lifecycle4j.serving.Batching;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs requests of several callers on one version together, without a thread of its own: a request
 * that finds as many others running as there are processors joins the next run, which a thread that
 * runs leads, or the first of those that wait.
 *
 * <p>Thread-safe. The monitor is never held while a request runs or waits.
 */
final class SharedRuns<I, O> {
  /** How many runs a thread leads before another one does. */
  private static final int MOST_LED = 4;

  /** How many runs there are at once. */
  private final int most;

  /** The clock of deadlines. */
  private final LongSupplier nanos;

  // guarded by this
  private final RunTimes times = new RunTimes();
  private final Queue<Waiter<I, O>> waiters = new ArrayDeque<>();
  private int running;

  /** The rows of the requests that wait. */
  private int rows;

  /** Waits for others to join; null if nobody does. */
  private @Nullable Thread gathering;

  SharedRuns(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
  }

  /** What became of a request that waited. */
  enum State {
    WAITING,
    /** It takes others that wait, and runs with them. */
    LEADS,
    /** Another one ran it, or it runs alone. */
    DONE,
    /** It waited beyond its deadline, and did not run. */
    EXPIRED,
    /** Its thread was interrupted while it waited, and is still; it did not run. */
    INTERRUPTED
  }

  private static final class Waiter<I, O> {
    private final Thread thread = Thread.currentThread();
    private final PredictionRequest<I, O> request;
    private volatile State state = State.WAITING;

    Waiter(PredictionRequest<I, O> request) {
      this.request = request;
    }

    void decide(State how) {
      state = how;
      LockSupport.unpark(thread);
    }
  }

  /**
   * Runs a request, perhaps with others.
   *
   * @param run runs requests together; sets which of them it {@linkplain PredictionRequest#isRun
   *     ran}: the others run alone
   * @return whether it ran, expired or was interrupted
   */
  State run(
      PredictionRequest<I, O> request,
      Batching batching,
      Consumer<List<PredictionRequest<I, O>>> run) {
    Waiter<I, O> me = new Waiter<>(request);
    synchronized (this) {
      if (running < most) {
        running++;
        me.state = State.LEADS;
      } else {
        waiters.add(me);
        rows += request.records().size();
        if (gathering != null && rows >= batching.rows()) {
          LockSupport.unpark(gathering);
        }
      }
    }
    if (me.state == State.LEADS) {
      gather(request, batching);
    } else {
      await(me);
    }
    if (me.state == State.LEADS) {
      lead(me, batching, run);
      me.state = State.DONE;
    }
    if (me.state == State.DONE && !request.isRun()) {
      run.accept(List.of(request));
    }
    return me.state;
  }

  /** Returns how many requests wait for a run. */
  synchronized int waiting() {
    return waiters.size();
  }

  /** Waits for others to join, but not beyond when the request must begin to end in time. */
  private void gather(PredictionRequest<I, O> first, Batching batching) {
    if (batching.longestWait().isZero()) {
      return;
    }
    long now = System.nanoTime();
    long wait = Math.min(first.arrived() + batching.longestWait().toNanos() - now, left(first));
    long end = now + wait;
    synchronized (this) {
      gathering = Thread.currentThread();
    }
    boolean interrupted = false;
    for (long left = wait; left > 0 && !isFull(first, batching); left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    restore(interrupted);
  }

  private synchronized boolean isFull(PredictionRequest<I, O> first, Batching batching) {
    return rows + first.records().size() >= batching.rows();
  }

  /** Waits for a decision; ends by itself at the deadline and if interrupted, unless it runs. */
  private void await(Waiter<I, O> waiter) {
    boolean interrupted = false;
    boolean waits = true;
    while (waiter.state == State.WAITING) {
      long left = waits ? left(waiter.request) : Long.MAX_VALUE;
      if (left <= 0) {
        waits = leave(waiter, State.EXPIRED);
      } else if (waits && (interrupted || Thread.currentThread().isInterrupted())) {
        waits = leave(waiter, State.INTERRUPTED);
      } else if (left == Long.MAX_VALUE) {
        LockSupport.park(waiter);
      } else {
        LockSupport.parkNanos(waiter, left);
      }
      interrupted |= Thread.interrupted(); // while interrupted, it would not park
    }
    restore(interrupted);
  }

  /** Returns how long a request may still wait to end in time. */
  private synchronized long left(PredictionRequest<I, O> request) {
    long left = request.left(nanos.getAsLong());
    return left == Long.MAX_VALUE ? left : left - times.slow();
  }

  /** Stops waiting; returns false if another one runs it by now. */
  private synchronized boolean leave(Waiter<I, O> waiter, State how) {
    boolean waits = waiters.remove(waiter);
    if (waits) {
      rows -= waiter.request.records().size();
      waiter.state = how;
    }
    return waits;
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error of another caller's run
  private void lead(
      Waiter<I, O> me, Batching batching, Consumer<List<PredictionRequest<I, O>>> run) {
    try {
      together(me.request, batching, run);
      for (int i = 1; i < MOST_LED; i++) { // waking another one takes longer than a small network
        Waiter<I, O> next = next();
        if (next == null) {
          return;
        }
        try {
          together(next.request, batching, run);
        } catch (Throwable e) { // not of this caller: the other one runs alone, and throws it
          return;
        } finally {
          next.decide(State.DONE);
        }
      }
    } finally {
      handOver();
    }
  }

  /** Runs a request with those that join it. */
  private void together(
      PredictionRequest<I, O> first,
      Batching batching,
      Consumer<List<PredictionRequest<I, O>>> run) {
    List<Waiter<I, O>> others = List.of();
    try {
      others = joining(first, batching);
      List<PredictionRequest<I, O>> all = new ArrayList<>(others.size() + 1);
      all.add(first);
      others.forEach(other -> all.add(other.request));
      long began = nanos.getAsLong();
      run.accept(all);
      took(nanos.getAsLong() - began);
    } finally {
      for (Waiter<I, O> other : others) {
        other.decide(State.DONE);
      }
    }
  }

  private synchronized void took(long time) {
    times.add(time);
  }

  /** Removes those that run with the first, in the order they came; drops those that expired. */
  private synchronized List<Waiter<I, O>> joining(
      PredictionRequest<I, O> first, Batching batching) {
    gathering = null;
    List<Waiter<I, O>> joining = new ArrayList<>(Math.min(waiters.size(), batching.rows()));
    int room = batching.rows() - first.records().size();
    for (Waiter<I, O> next = waiters.peek(); next != null; next = waiters.peek()) {
      int more = next.request.records().size();
      if (left(next.request) <= 0) {
        next.decide(State.EXPIRED);
      } else if (more <= room) {
        joining.add(next);
        room -= more;
      } else {
        break;
      }
      waiters.remove();
      rows -= more;
    }
    return joining;
  }

  /** Removes the one that has waited longest and is not expired; null if nobody waits. */
  private synchronized @Nullable Waiter<I, O> next() {
    for (Waiter<I, O> next = waiters.poll(); next != null; next = waiters.poll()) {
      rows -= next.request.records().size();
      if (left(next.request) > 0) {
        return next;
      }
      next.decide(State.EXPIRED);
    }
    return null;
  }

  /** Lets the one that has waited longest lead the next run. */
  private synchronized void handOver() {
    Waiter<I, O> next = next();
    if (next == null) {
      running--;
    } else {
      next.decide(State.LEADS);
    }
  }
}
