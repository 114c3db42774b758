package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.StressTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Creates gates: {@code notWorseThanProduction("rmse").within(0.1)}. */
public final class Gates {
  /** The default margin of {@link #notWorseThanProduction}. */
  public static final double MARGIN = 0.02;

  /** Why a gate passes that only compares with production. */
  static final String NO_PRODUCTION = "no version in production to compare with";

  /** The default margin of {@link #similarBetweenGroups}. */
  public static final double GROUP_MARGIN = 0.1;

  /** The default of the fewest rows of a slice or group that is tested. */
  public static final int SLICE_ROWS = 50;

  private Gates() {}

  /**
   * Requires that the candidate version is not worse than the version in production on the same
   * rows.
   *
   * @param metric the metric
   * @return the gate, with a margin of {@value #MARGIN}
   */
  public static Gate.NotWorseThanProduction notWorseThanProduction(String metric) {
    return new Gate.NotWorseThanProduction(metric, MARGIN);
  }

  /**
   * Requires that the candidate version is better than the version in production on the same rows.
   *
   * @param metric the metric
   * @return the gate
   */
  public static Gate.BetterThanProduction betterThanProduction(String metric) {
    return new Gate.BetterThanProduction(metric, Map.of());
  }

  /**
   * Requires that the candidate version is better than each of its baselines, such as the most
   * frequent class, the mean and a linear model.
   *
   * <p>Class weights raise the recall of a network at the cost of its precision, and change no
   * baseline: compare a metric that counts both, such as {@code average_precision} or {@code mcc}.
   *
   * @param metric the metric
   * @return the gate
   */
  public static Gate.BetterThanBaseline betterThanBaseline(String metric) {
    return new Gate.BetterThanBaseline(metric);
  }

  /**
   * Requires that a metric is not much worse on held-out rows that go wrong, as {@link
   * io.lifecycle4j.evaluation.StressTests} changes them.
   *
   * @param test the test, such as {@code missing("age")}
   * @param metric the metric
   * @return the gate, with a margin of {@value #MARGIN}
   */
  public static StressGate stress(StressTest test, String metric) {
    return new StressGate(test, metric, MARGIN, false);
  }

  /**
   * Rejects a candidate version that is worse than the version in production on a slice: {@code
   * noSliceWorse("recall", "country", "device")}.
   *
   * @param metric the metric
   * @param columns the columns of the dataset whose values select the slices, at least one
   * @return the gate, with no margin, for slices of at least {@value #SLICE_ROWS} rows
   */
  public static NoSliceWorse noSliceWorse(String metric, String... columns) {
    return new NoSliceWorse(
        metric, copy(Arrays.asList(required(columns, "columns")), "columns"), 0, SLICE_ROWS);
  }

  /**
   * Bounds the difference of a metric between groups: {@code similarBetweenGroups("recall",
   * "sex").within(0.1)}.
   *
   * @param metric the metric
   * @param column the column of the dataset whose values are the groups
   * @return the gate, with a margin of {@value #GROUP_MARGIN}, for groups of at least {@value
   *     #SLICE_ROWS} rows
   */
  public static SimilarBetweenGroups similarBetweenGroups(String metric, String column) {
    return new SimilarBetweenGroups(metric, column, GROUP_MARGIN, SLICE_ROWS);
  }

  /**
   * Bounds the latency of the candidate version, measured in this process on one row at a time.
   *
   * @param p99 the longest latency of 99 % of the runs
   * @return the gate
   */
  public static CostAtMost.Latency latencyAtMost(Duration p99) {
    return new CostAtMost.Latency(p99);
  }

  /**
   * Bounds the size of the files of the candidate version.
   *
   * @param bytes the greatest size
   * @return the gate
   */
  public static CostAtMost.Files filesAtMost(long bytes) {
    return new CostAtMost.Files(bytes);
  }

  /**
   * Requires that a custom check passes. It may compare metrics, or read the held-out rows with
   * their labels and outputs, which the verdict records.
   *
   * @param name a description of the requirement
   * @param check the check
   * @return the gate
   */
  public static Gate gate(String name, Gate.Check check) {
    return new Gate.Custom(name, check);
  }
}
