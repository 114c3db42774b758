package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How many predictions of a window have ground truth, and how late it arrived.
 *
 * @param predictions the number of successful predictions
 * @param labelled how many of them have a label
 * @param unknown how many of them have a label that the version does not know, such as a new class;
 *     they are wrong, but in no metric
 * @param settled whether the labels are considered complete
 * @param delays the times from prediction to label; empty if there is no label
 * @param byAge the same counts by the age of the predictions, youngest first
 */
public record LabelCoverage(
    long predictions,
    long labelled,
    long unknown,
    boolean settled,
    Optional<Delays> delays,
    List<OfAge> byAge) {
  /** Checks and copies the parts. */
  public LabelCoverage {
    check(
        labelled >= 0 && labelled <= predictions && unknown >= 0 && unknown <= labelled,
        "Invalid coverage: %s labels, %s of them unknown, for %s predictions (must be parts)",
        labelled,
        unknown,
        predictions);
    required(delays, "delays");
    byAge = copy(byAge, "coverage by age");
  }

  /**
   * Returns the share of predictions that have a label.
   *
   * @return 0 to 1; NaN if there are no predictions
   */
  public double share() {
    return (double) labelled / predictions;
  }

  /**
   * The times from prediction to label, for labelled predictions. Late labels are still missing, so
   * these times are too short until the window is settled.
   *
   * @param median the median
   * @param slow nine of ten labels arrived within this time
   */
  public record Delays(Duration median, Duration slow) {
    /** Checks the parts. */
    public Delays {
      required(median, "median delay");
      required(slow, "slow delay");
    }
  }

  /**
   * The coverage of predictions of an age.
   *
   * @param atMost the greatest age; for the last part, which has no bound, the longest duration
   * @param predictions the number of successful predictions
   * @param labelled how many of them have a label
   */
  public record OfAge(Duration atMost, long predictions, long labelled) {
    /** Checks the parts. */
    public OfAge {
      required(atMost, "age");
      check(
          labelled >= 0 && labelled <= predictions,
          "Invalid coverage: %s labels for %s predictions (must be a part)",
          labelled,
          predictions);
    }
  }
}
