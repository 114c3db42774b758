package io.lifecycle4j.core.evaluation;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What a version takes in this process. Runs are timed when the first latency is asked for, and
 * then kept. Thread-safe.
 */
public final class RunCost {
  private final long fileBytes;
  private final Once<long[]> nanos;

  /**
   * Creates a cost.
   *
   * @param fileBytes the bytes of the files of the version
   * @param runs runs the version on single rows, and returns the nanoseconds of each run
   */
  RunCost(long fileBytes, Supplier<long[]> runs) {
    this.fileBytes = fileBytes;
    this.nanos =
        new Once<>(
            () -> {
              long[] sorted = runs.get();
              Arrays.sort(sorted);
              return sorted;
            });
  }

  /** Returns the bytes of the files of the version. */
  public long fileBytes() {
    return fileBytes;
  }

  /** Counts the runs that were timed. */
  public int runs() {
    return nanos.get().length;
  }

  /**
   * Returns a quantile of the latencies: the nearest rank.
   *
   * @param quantile above 0, at most 1
   */
  public Duration latency(double quantile) {
    long[] sorted = nanos.get();
    return Duration.ofNanos(sorted[(int) Math.ceil(quantile * sorted.length) - 1]);
  }
}
