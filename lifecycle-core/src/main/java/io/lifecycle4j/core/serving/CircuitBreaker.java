package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.PredictionRecord.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Stops a version from serving if too many of its predictions fail: their outputs are not valid, or
 * the run throws. Rejected inputs do not count.
 *
 * <p>The settings are the defaults of Resilience4j: a version of which 50 % of {@value #WINDOW}
 * rows fail does not serve for 60 s, and is then tested with {@value #TRIALS} rows. The rows are
 * counted from a failure on, so that a version without failures costs one volatile read.
 * Thread-safe.
 */
final class CircuitBreaker {
  static final int WINDOW = 100;
  static final int TRIALS = 10;
  static final Duration PAUSE = Duration.ofSeconds(60);

  private static final int FAILURES = 32;

  private final LongSupplier nanos;

  /** Rows in the lower half, failed ones in the upper; 0 until one fails. */
  private final AtomicLong window = new AtomicLong();

  private volatile boolean closed = true;

  // guarded by this; only used while it is not closed
  private boolean tries;
  private long since;
  private int begun;
  private int ended;
  private int failed;

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

  private synchronized boolean tries() {
    long now = nanos.getAsLong();
    if (closed) {
      return true;
    }
    if (now - since >= PAUSE.toNanos()) { // also if trials do not end
      tries = true;
      since = now;
      begun = 0;
      ended = 0;
      failed = 0;
    }
    if (!tries || begun >= TRIALS) {
      return false;
    }
    begun++;
    return true;
  }

  /** Counts the rows of a call on the version. */
  Event record(List<? extends PredictionRecord<?, ?>> rows) {
    int good = 0;
    int bad = 0;
    for (int i = 0; i < rows.size(); i++) {
      Outcome outcome = rows.get(i).outcome();
      good += outcome == Outcome.ANSWERED ? 1 : 0;
      bad += outcome == Outcome.INVALID || outcome == Outcome.FAILED ? 1 : 0;
    }
    if (!closed) {
      return tried(good, bad);
    }
    return bad == 0 && window.get() == 0 ? Event.NONE : counted(good, bad);
  }

  private Event counted(int good, int bad) {
    long now = window.addAndGet(((long) bad << FAILURES) + good + bad);
    int rows = (int) now;
    if (rows < WINDOW || !window.compareAndSet(now, 0)) {
      return Event.NONE; // a later call decides
    }
    return isBad((int) (now >>> FAILURES), rows) ? open() : Event.NONE;
  }

  private static boolean isBad(int failures, int rows) {
    return 2L * failures >= rows;
  }

  private synchronized Event open() {
    Event event = closed ? Event.OPENED : Event.NONE;
    closed = false;
    tries = false;
    since = nanos.getAsLong();
    return event;
  }

  private synchronized Event tried(int good, int bad) {
    if (closed || !tries) {
      return Event.NONE; // a call that began before, or that had no other version
    }
    ended += good + bad;
    failed += bad;
    begun -= good + bad == 0 ? 1 : 0; // the input was refused: another one is tried
    if (ended < TRIALS) {
      return Event.NONE;
    }
    if (isBad(failed, ended)) {
      open();
      return Event.NONE;
    }
    window.set(0);
    closed = true;
    return Event.CLOSED;
  }
}
