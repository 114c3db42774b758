package io.lifecycle4j.core.serving;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts calls that were not run, and decides which of them are put on record: all of a burst, but
 * a bounded number in the long run, since an overload rejects more calls than a log can hold.
 * Thread-safe.
 */
final class RejectedCalls {
  /** How many may come at once and are all put on record. */
  static final int BURST = 1_000;

  /** The time between calls on record in the long run, in nanoseconds: 100 a second. */
  static final long INTERVAL = 10_000_000;

  /** Returned for a call that is not put on record. */
  static final long LEFT_OUT = -1;

  private final AtomicLong count = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();

  /** When the next call would come if they came at regular intervals. */
  private final AtomicLong regular;

  RejectedCalls(long now) {
    this.regular = new AtomicLong(now);
  }

  /** Returns the number of calls. */
  long count() {
    return count.get();
  }

  /**
   * Counts a call.
   *
   * @return how many were left out since the last one on record; {@link #LEFT_OUT} to leave it out
   */
  long count(long now) {
    count.incrementAndGet();
    while (true) {
      long due = regular.get();
      long from = due - now > 0 ? due : now;
      if (from - now >= BURST * INTERVAL) {
        leftOut.incrementAndGet();
        return LEFT_OUT;
      }
      if (regular.compareAndSet(due, from + INTERVAL)) {
        return leftOut.getAndSet(0);
      }
    }
  }
}
