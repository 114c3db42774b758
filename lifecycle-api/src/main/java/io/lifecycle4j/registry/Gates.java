package io.lifecycle4j.registry;

import io.lifecycle4j.evaluation.StressTest;

/** Creates gates: {@code notWorseThanProduction("rmse").within(0.1)}. */
public final class Gates {
  /** The default margin of {@link #notWorseThanProduction}. */
  public static final double MARGIN = 0.02;

  /** Why a gate passes that only compares with production. */
  static final String NO_PRODUCTION = "no version in production to compare with";

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
