package io.lifecycle4j.core.serving;

/** The times of recent runs, in nanoseconds. Not thread-safe. */
final class RunTimes {
  /** The weight of the last run in the moving average. */
  private static final double WEIGHT = 1.0 / 16;

  private static final int RECENT = 128;

  /** After so many runs, the longest recent one is determined again: it may be past. */
  private static final int FRESH = 16;

  private final long[] recent = new long[RECENT];
  private long count;
  private double average;
  private long slow;

  void add(long nanos) {
    recent[(int) (count % RECENT)] = nanos;
    average += (nanos - average) * (count == 0 ? 1 : WEIGHT);
    count++;
    if (count <= RECENT || nanos > slow || count % FRESH == 0) {
      slow = longest();
    }
  }

  /** Returns the longest of the recent runs; of {@value #RECENT}, the second longest. */
  private long longest() {
    long first = 0;
    long second = 0;
    for (long each : recent) {
      second = Math.max(second, Math.min(first, each));
      first = Math.max(first, each);
    }
    return count < RECENT ? first : second;
  }

  /** Returns the moving average; 0 before the first run. */
  double average() {
    return average;
  }

  /** Returns the time in which 99 of 100 runs end; 0 before the first. */
  long slow() {
    return slow;
  }
}
