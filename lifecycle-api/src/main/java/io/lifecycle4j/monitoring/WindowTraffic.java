package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.Locale;

/**
 * The requests of a version while a window was open, in all processes, successful or not.
 *
 * @param rows the number of inputs
 * @param refused how many of them were rejected because they could not be prepared or break a
 *     validation rule
 * @param failed how many of them failed because the version threw or returned no valid prediction
 * @param median the median latency, without waiting for other calls; at most a sixteenth too long
 * @param slowest the 99 % quantile of the latency, likewise
 */
public record WindowTraffic(
    long rows, long refused, long failed, Duration median, Duration slowest) {
  /** Checks the parts. */
  public WindowTraffic {
    check(
        refused >= 0 && failed >= 0 && rows >= refused + failed,
        "Invalid traffic: %s refused and %s failed of %s (must be parts)",
        refused,
        failed,
        rows);
    required(median, "median");
    required(slowest, "slowest time");
  }

  /**
   * Returns the share of inputs that were rejected.
   *
   * @return 0 to 1; 0 if there were none
   */
  public double refusalRate() {
    return rows == 0 ? 0 : (double) refused / rows;
  }

  /**
   * Returns the share of inputs for which the version failed.
   *
   * @return 0 to 1; 0 if there were none
   */
  public double errorRate() {
    return rows == 0 ? 0 : (double) failed / rows;
  }

  /** Returns text such as {@code 512 inputs, 10 refused, 2 failed, 0.8 ms (99 % in 3.1 ms)}. */
  @Override
  public String toString() {
    return counted(rows, "input")
        + (refused == 0 ? "" : ", " + refused + " refused")
        + (failed == 0 ? "" : ", " + failed + " failed")
        + String.format(
            Locale.ROOT, ", %.3g ms (99 %% in %.3g ms)", millis(median), millis(slowest));
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
