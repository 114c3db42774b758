package io.lifecycle4j.core.serving;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.serving.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits calls within limits: some run, some wait in the order they came, on their own threads or
 * for a thread of the library, and the rest is rejected.
 *
 * <p>The times of recent runs predict whether a call can meet its deadline: one that cannot is
 * rejected, or leaves the queue. A call that finds a free place always runs, so that one slow call
 * cannot lock out all later ones. A call that waits for a thread lets others pass while there is
 * none. Thread-safe. The monitor is never held while a call runs or waits.
 */
final class CallLimits {
  private static final long NO_DEADLINE = Long.MAX_VALUE;
  private static final long SHORTEST_RETRY = 1_000_000;

  private final String model;
  private final int concurrent;
  private final int queued;

  /** How many threads of the library there are. */
  private final int threads;

  private final long deadline;
  private final LongSupplier nanos;
  private final RejectionCounts rejections = new RejectionCounts();

  // guarded by this
  private final Queue<Turn> callers = new ArrayDeque<>();

  /** Those that need a thread of the library. */
  private final Queue<Turn> comers = new ArrayDeque<>();

  private final RunTimes times = new RunTimes();
  private int running;

  /** How many threads of the library are in use. */
  private int occupied;

  private boolean closed;

  /** How many calls have waited. */
  private long turns;

  /** When a call last began or ended. */
  private long moved;

  CallLimits(String model, Limits limits, int threads, LongSupplier nanos) {
    this.model = model;
    this.concurrent = limits.concurrent();
    this.queued = limits.queued();
    this.threads = threads;
    this.deadline = limits.deadline().map(Duration::toNanos).orElse(NO_DEADLINE);
    this.nanos = nanos;
  }

  private static final class Caller extends Turn {
    private final Thread thread = Thread.currentThread();

    @Override
    void decided() {
      LockSupport.unpark(thread);
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
    Caller caller;
    Rejection why;
    synchronized (this) {
      if (running < concurrent) { // those that wait have no thread
        running++;
        moved = now;
        return now;
      }
      why = over(callerWait());
      caller = new Caller();
      if (why == null) {
        add(caller, callers, now);
      }
    }
    if (why != null) {
      throw rejected(why);
    }
    await(caller);
    return began(caller);
  }

  /**
   * Admits a call that needs a thread of the library: it is decided now, or waits for its turn.
   *
   * @return whether it is the first of these that waits
   * @throws OverloadedException if it cannot run in time
   */
  boolean submit(Turn turn) {
    long now = nanos.getAsLong();
    Rejection why = null;
    synchronized (this) {
      if (closed) {
        throw closed();
      }
      if (running < concurrent && occupied < threads) {
        grant(turn, now);
        occupied++;
      } else {
        why = over(comerWait());
        if (why == null) {
          add(turn, comers, now);
          return comers.size() == 1;
        }
      }
    }
    if (why != null) {
      throw rejected(why);
    }
    turn.decided();
    return false;
  }

  private void grant(Turn turn, long now) {
    turn.runs(now);
    running++;
    moved = now;
  }

  private void add(Turn turn, Queue<Turn> to, long now) {
    turn.waits(now, turns++);
    to.add(turn);
  }

  private @Nullable Rejection over(double wait) {
    Rejection late = wait + times.slow() > deadline ? Rejection.LATE : null;
    return waiting() >= queued ? Rejection.FULL : late;
  }

  /** Returns how many calls did not run. */
  RejectionCounts rejections() {
    return rejections;
  }

  /** Predicts how long a further call would wait on its own thread. */
  private double callerWait() {
    double wait = (waiting() + 1) * times.average() / concurrent;
    int own = concurrent - threads; // places that those with a thread of the library cannot take
    return own <= 0 ? wait : Math.min(wait, (callers.size() + 1) * times.average() / own);
  }

  /** Predicts how long a further call would wait that needs a thread of the library. */
  private double comerWait() {
    return Math.max(
        (waiting() + 1) * times.average() / concurrent,
        (comers.size() + 1) * times.average() / threads);
  }

  /** Returns when a call began to run whose turn is decided; throws if it does not run. */
  long began(Turn turn) {
    if (turn.state() == Turn.State.RUNS) {
      return turn.granted();
    }
    throw turn.state() == Turn.State.EXPIRED ? expired() : closed();
  }

  /** Takes a call out of the queue; returns false if it is decided. */
  synchronized boolean cancel(Turn turn) {
    return leave(turn, comers, Turn.State.CLOSED);
  }

  /** Returns how long a call may still wait to end in time. */
  private long left(Turn turn, long now) {
    return deadline == NO_DEADLINE ? NO_DEADLINE : deadline - times.slow() - (now - turn.begun());
  }

  /** Sets the deadline of a request. */
  void setDeadline(PredictionRequest<?, ?> request) {
    if (deadline != NO_DEADLINE) {
      request.expires(request.arrived() + deadline);
    }
  }

  /** Ends a call that began to run at {@code began}. */
  void exit(long began) {
    synchronized (this) {
      times.add(Math.max(0, nanos.getAsLong() - began));
    }
    giveUp();
  }

  /** Gives up the place of a call. */
  void giveUp() {
    List<Turn> next;
    synchronized (this) {
      running--;
      moved = nanos.getAsLong();
      next = handOver(moved);
    }
    next.forEach(Turn::decided);
  }

  /** Gives back the thread of the library of a call that had its turn. */
  void leave() {
    List<Turn> next;
    synchronized (this) {
      occupied--;
      next = handOver(nanos.getAsLong());
    }
    next.forEach(Turn::decided);
  }

  /** Decides those whose turn it is: they run, unless they cannot end in time. */
  private List<Turn> handOver(long now) {
    List<Turn> decided = List.of();
    for (Turn next = next(); next != null && running < concurrent; next = next()) {
      boolean comes = next == comers.peek();
      (comes ? comers : callers).remove();
      if (left(next, now) <= 0) {
        next.ends(Turn.State.EXPIRED);
      } else {
        grant(next, now);
        occupied += comes ? 1 : 0;
      }
      decided = decided.isEmpty() ? new ArrayList<>() : decided;
      decided.add(next);
    }
    notifyIfQuiet();
    return decided;
  }

  /** Returns the call that has waited longest, of those that can run; null if there is none. */
  private @Nullable Turn next() {
    Turn caller = callers.peek();
    Turn comer = occupied < threads ? comers.peek() : null;
    boolean comes = comer != null && (caller == null || comer.isBefore(caller));
    return comes ? comer : caller;
  }

  /** Fails the calls that wait for a thread and can no longer end in time. */
  void expire() {
    List<Turn> late = new ArrayList<>();
    synchronized (this) {
      long now = nanos.getAsLong();
      for (Turn next = comers.peek(); next != null && left(next, now) <= 0; next = comers.peek()) {
        leave(next, comers, Turn.State.EXPIRED);
        late.add(next);
      }
    }
    late.forEach(Turn::decided);
  }

  /** Returns when to {@link #expire} next, in nanoseconds; empty if no call waits for a thread. */
  synchronized OptionalLong patience() {
    Turn first = comers.peek();
    return first == null || deadline == NO_DEADLINE
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, left(first, nanos.getAsLong())));
  }

  private void await(Caller caller) {
    while (caller.state() == Turn.State.WAITING) {
      long left;
      synchronized (this) {
        left = left(caller, nanos.getAsLong());
        if (left <= 0 && leave(caller, callers, Turn.State.EXPIRED)) {
          return;
        }
        if (Thread.currentThread().isInterrupted() && leave(caller, callers, Turn.State.CLOSED)) {
          throw interrupted(model);
        }
      }
      if (left == NO_DEADLINE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, left);
      }
    }
  }

  static OperationInterruptedException interrupted(String model) {
    return new OperationInterruptedException(
        "Interrupted while a call on " + model + " waited", new InterruptedException());
  }

  /** Stops waiting; returns false if it was decided before. */
  private boolean leave(Turn turn, Queue<Turn> from, Turn.State how) {
    if (turn.state() != Turn.State.WAITING || !from.remove(turn)) {
      return false;
    }
    turn.ends(how);
    notifyIfQuiet();
    return true;
  }

  private OverloadedException rejected(Rejection why) {
    int runs;
    synchronized (this) {
      runs = running;
    }
    String within = deadline == NO_DEADLINE ? "" : ", deadline " + deadline / 1_000_000 + " ms";
    String limits = "(limits: %s run, %s wait%s; ".formatted(concurrent, queued, within);
    return overloaded(why, "%s calls run and %s wait %s".formatted(runs, waiting(), limits));
  }

  OverloadedException expired() {
    String late = "the call waited too long for its deadline of %s ms (";
    return overloaded(Rejection.LATE, late.formatted(deadline / 1_000_000));
  }

  private OverloadedException overloaded(Rejection why, String how) {
    rejections.add(why);
    Duration retry = retryAfter();
    String message = "Cannot predict with %s: %sretry after %s ms)";
    return new OverloadedException(message.formatted(model, how, retry.toMillis()), retry);
  }

  ClosedException closed() {
    return new ClosedException("The model " + model + " is closed");
  }

  /**
   * Predicts when the calls that wait now will have run. If all places or threads are taken, it
   * takes at least as long as none has become free: the calls that run are slower than those
   * before.
   */
  private synchronized Duration retryAfter() {
    double predicted = comers.isEmpty() ? callerWait() : comerWait();
    boolean full = running == concurrent || occupied == threads;
    long stalled = full ? nanos.getAsLong() - moved : 0;
    return Duration.ofNanos(Math.max(Math.max(SHORTEST_RETRY, stalled), (long) predicted));
  }

  /** Returns how many calls wait. */
  synchronized int waiting() {
    return callers.size() + comers.size();
  }

  /** Returns whether no call waits, and no thread of the library is in use. */
  synchronized boolean isQuiet() {
    return waiting() == 0 && occupied == 0;
  }

  private void notifyIfQuiet() {
    if (isQuiet()) {
      notifyAll();
    }
  }

  /** Refuses calls that need a thread of the library. */
  synchronized void close() {
    closed = true;
  }

  /**
   * Waits until no call waits and no thread of the library is in use; what still waits afterwards
   * fails. If interrupted, keeps waiting and stays interrupted.
   */
  void drain(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    List<Turn> left = new ArrayList<>();
    synchronized (this) {
      for (long nanos = patience.toNanos(); !isQuiet() && nanos > 0; ) {
        try {
          wait(nanos / 1_000_000 + 1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        nanos = end - System.nanoTime();
      }
      left.addAll(callers);
      left.addAll(comers);
      callers.clear();
      comers.clear();
      left.forEach(turn -> turn.ends(Turn.State.CLOSED));
    }
    left.forEach(Turn::decided);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
