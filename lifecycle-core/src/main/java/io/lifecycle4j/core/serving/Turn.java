package io.lifecycle4j.core.serving;

/** A call that waits, until {@link CallLimits} decide it, once. */
abstract class Turn {
  /** How it was decided. */
  enum State {
    WAITING,
    /** It has a place, and a thread of the library if it needs one. */
    RUNS,
    /** It waited too long to end in time. */
    EXPIRED,
    /** It was cancelled, or its model is closed. */
    CLOSED
  }

  private long begun;
  private long number;

  /** Written before the state. */
  private long granted;

  private volatile State state = State.WAITING;

  /** Begins to wait, as the call with this number. */
  final void waits(long now, long place) {
    begun = now;
    number = place;
  }

  /** Lets it run from now on, even if its thread wakes late. */
  final void runs(long now) {
    granted = now;
    state = State.RUNS;
  }

  final void ends(State how) {
    state = how;
  }

  /** Returns when it began to wait. */
  final long begun() {
    return begun;
  }

  /** Returns when it began to run. */
  final long granted() {
    return granted;
  }

  final State state() {
    return state;
  }

  /** Returns whether it waits longer than another one. */
  final boolean isBefore(Turn other) {
    return number < other.number;
  }

  /** Acts on the decision: runs, or fails. Called on any thread, without the monitor of limits. */
  abstract void decided();
}
