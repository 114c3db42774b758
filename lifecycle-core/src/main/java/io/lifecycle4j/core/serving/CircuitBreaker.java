package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops a version from serving if too many of its predictions fail: their outputs are not valid, or
 * the run throws. Rejected inputs do not count, nor does what the virtual machine fails at.
 *
 * <p>A call counts once, however many rows it has, so that one caller with many bad rows does not
 * stop the version for all: it fails if half of its rows do. Nor does one caller who tries the same
 * input or key again and again: unless {@value #CAUSES} different ones failed, a version that still
 * works, as its golden rows show, keeps serving. The settings are the defaults of Resilience4j: a
 * version of which 50 % of {@value #WINDOW} calls fail does not serve for 60 s, and is then tested
 * with {@value #TRIALS} calls. One that fails ends the test, so that a version with little traffic
 * is not asked for long. The calls are counted from a failure on, so that a version without
 * failures costs one volatile read. Thread-safe.
 */
final class CircuitBreaker {
  static final int WINDOW = 100;
  static final int TRIALS = 10;
  static final Duration PAUSE = Duration.ofSeconds(60);

  /** How many different inputs or keys must fail to blame a version that seems to work. */
  static final int CAUSES = 10;

  private static final int FAILURES = 32;

  private final LongSupplier nanos;
  private final BooleanSupplier works;

  /** Calls in the lower half, failed ones in the upper; 0 until one fails. */
  private final AtomicLong window = new AtomicLong();

  private volatile boolean closed = true;

  /** Hashes of inputs or keys that failed, as many as count; guarded by this. */
  private final Set<Integer> causes = new HashSet<>();

  // guarded by this; only used while it is not closed
  private boolean tries;
  private long since;
  private int begun;
  private int ended;

  /**
   * Creates a breaker that lets calls through.
   *
   * @param works whether the version is known to work; asked before a breaker opens due to few
   *     inputs
   */
  CircuitBreaker(LongSupplier nanos, BooleanSupplier works) {
    this.nanos = nanos;
    this.works = works;
  }

  /** What a call changed. */
  enum Event {
    NONE,
    OPENED,
    /** As many calls failed as open it, but few inputs were at fault. */
    SPARED,
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
    PredictionRecord<?, ?> cause = null;
    for (int i = 0; i < rows.size(); i++) {
      PredictionRecord<?, ?> row = rows.get(i);
      if (row.isAnswered()) {
        good++;
      } else if (isFailure(row)) {
        bad++;
        cause = cause == null ? row : cause;
      }
    }
    return closed ? counted(good, bad, cause) : tried(good, bad);
  }

  private Event counted(int good, int bad, @Nullable PredictionRecord<?, ?> cause) {
    boolean failed = good + bad > 0 && isBad(bad, good + bad);
    if (failed && cause != null) {
      remember(cause);
    }
    boolean isIdle = good + bad == 0 || (!failed && window.get() == 0);
    return isIdle ? Event.NONE : counted(failed);
  }

  private Event tried(int good, int bad) {
    if (good + bad == 0) {
      untried();
      return Event.NONE;
    }
    return tried(isBad(bad, good + bad));
  }

  private static boolean isFailure(PredictionRecord<?, ?> row) {
    return row.ending() == Ending.INVALID
        || (row.ending() == Ending.FAILED && !PredictionFailures.isOfMachine(row.failure()));
  }

  private synchronized void remember(PredictionRecord<?, ?> row) {
    if (causes.size() < CAUSES) {
      causes.add(hash(row));
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // hashCode is code of the user
  private static int hash(PredictionRecord<?, ?> row) {
    String key = row.key();
    try {
      return key == null ? Objects.hashCode(row.input()) : key.hashCode();
    } catch (RuntimeException | StackOverflowError e) {
      return System.identityHashCode(row.input());
    }
  }

  private Event counted(boolean failed) {
    long now = window.addAndGet((failed ? 1L << FAILURES : 0) + 1);
    int calls = (int) now;
    if (calls < WINDOW || !window.compareAndSet(now, 0)) {
      return Event.NONE; // a later call decides
    }
    boolean few;
    synchronized (this) {
      few = causes.size() < CAUSES;
      causes.clear();
    }
    if (!isBad((int) (now >>> FAILURES), calls)) {
      return Event.NONE;
    }
    return few && works.getAsBoolean() ? Event.SPARED : open();
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
