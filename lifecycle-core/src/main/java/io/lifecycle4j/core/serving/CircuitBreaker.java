package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Stops a version from serving if too many of its predictions fail: their outputs are not valid, or
 * the run throws. Rejected inputs do not count.
 *
 * <p>A call counts once, however many rows it has, so that one caller with many bad rows does not
 * stop the version for all: it fails if half of its rows do. The settings are the defaults of
 * Resilience4j: a version of which 50 % of {@value #WINDOW} calls fail does not serve for 60 s, and
 * is then tested with {@value #TRIALS} calls. One that fails ends the test, so that a version with
 * little traffic is not asked for long. The calls are counted from a failure on, so that a version
 * without failures costs one volatile read. Thread-safe.
 */
final class CircuitBreaker {
  static final int WINDOW = 100;
  static final int TRIALS = 10;
  static final Duration PAUSE = Duration.ofSeconds(60);

  private static final int FAILURES = 32;

  private final LongSupplier nanos;

  /** Calls in the lower half, failed ones in the upper; 0 until one fails. */
  private final AtomicLong window = new AtomicLong();

  private volatile boolean closed = true;

  // guarded by this; only used while it is not closed
  private boolean tries;
  private long since;
  private int begun;
  private int ended;

  CircuitBreaker(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** What a call changed. */
  enum Event {
    NONE,
    OPENED,
    CLOSED
  }

  /** Returns whether to ask the version now; a trial is counted. */
  boolean permits() {
    return closed || tries();
  }

  /** Returns whether the version is asked without trials. */
  boolean isClosed() {
    return closed;
  }

  private synchronized boolean tries() {
    long now = nanos.getAsLong();
    if (closed) {
      return true;
    }
    if (now - since >= PAUSE.toNanos()) {
      if (!tries) {
        tries = true;
        ended = 0;
      }
      since = now;
      begun = ended; // trials that do not end are replaced; what the others showed is kept
    }
    if (!tries || begun >= TRIALS) {
      return false;
    }
    begun++;
    return true;
  }

  /** Counts a call on the version. */
  Event record(List<? extends PredictionRecord<?, ?>> rows) {
    int good = 0;
    int bad = 0;
    for (int i = 0; i < rows.size(); i++) {
      Ending ending = rows.get(i).ending();
      good += ending == Ending.ANSWERED ? 1 : 0;
      bad += ending == Ending.INVALID || ending == Ending.FAILED ? 1 : 0;
    }
    if (good + bad == 0) {
      if (!closed) {
        untried();
      }
      return Event.NONE;
    }
    boolean failed = isBad(bad, good + bad);
    if (!closed) {
      return tried(failed);
    }
    return !failed && window.get() == 0 ? Event.NONE : counted(failed);
  }

  private Event counted(boolean failed) {
    long now = window.addAndGet((failed ? 1L << FAILURES : 0) + 1);
    int calls = (int) now;
    if (calls < WINDOW || !window.compareAndSet(now, 0)) {
      return Event.NONE; // a later call decides
    }
    return isBad((int) (now >>> FAILURES), calls) ? open() : Event.NONE;
  }

  private static boolean isBad(int failures, int all) {
    return 2L * failures >= all;
  }

  private synchronized Event open() {
    Event event = closed ? Event.OPENED : Event.NONE;
    closed = false;
    tries = false;
    since = nanos.getAsLong();
    return event;
  }

  private synchronized Event tried(boolean failed) {
    if (closed || !tries) {
      return Event.NONE; // a call that began before, or that had no other version
    }
    ended++;
    if (failed) {
      open();
      return Event.NONE;
    }
    if (ended < TRIALS) {
      return Event.NONE;
    }
    window.set(0);
    closed = true;
    return Event.CLOSED;
  }

  /** Lets another input be tried for one that was refused. */
  private synchronized void untried() {
    begun -= tries && begun > ended ? 1 : 0;
  }
}
