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

  /** The default of how well a column alone may predict the label. */
  public static final double COLUMN_ALONE = 0.98;

  /** The default of the share of held-out rows that a version may have learned from. */
  public static final double SHARED_ROWS = 0.01;

  /** Why a gate passes that only compares with production. */
  static final String NO_PRODUCTION = "no version in production to compare with";

  /** The default margin of {@link #similarBetweenGroups}. */
  public static final double GROUP_MARGIN = 0.1;

  /** The default margin of {@link #noSliceWorse}. */
  public static final double SLICE_MARGIN = 0.1;

  /** The default bound of {@link #sameWhenLoaded}. */
  public static final double GOLDEN_DIFFERENCE = 1e-5;

  /** The default of the fewest logged requests of {@link #churnAtMost}. */
  public static final int LEAST_REQUESTS = 100;

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
  public static NotWorseThanProduction notWorseThanProduction(String metric) {
    return new NotWorseThanProduction(metric, MARGIN);
  }

  /**
   * Requires that the candidate version is better than the version in production on the same rows.
   *
   * @param metric the metric
   * @return the gate
   */
  public static BetterThanProduction betterThanProduction(String metric) {
    return new BetterThanProduction(metric, Map.of());
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
  public static BetterThanBaseline betterThanBaseline(String metric) {
    return new BetterThanBaseline(metric);
  }

  /**
   * Leaves out {@link #betterThanBaseline}, which is required by default beside any gate of a
   * {@linkplain PolicyBuilder#gates policy} or of a {@linkplain
   * io.lifecycle4j.ManagedModelBuilder#gates process}.
   *
   * @param reason the reason, which a policy shows, stored with text that looks like a secret
   *     redacted; not blank
   * @return what stands among the gates
   */
  public static WithoutBaseline withoutBaseline(String reason) {
    return new WithoutBaseline(reason);
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
   * Requires that the candidate version is not worse than the version in production on any slice:
   * {@code noSliceWorse("recall", "country", "device")}.
   *
   * @param metric the metric
   * @param columns the columns of the dataset whose values select the slices, at least one
   * @return the gate, with a margin of {@value #SLICE_MARGIN}, for slices of at least {@value
   *     #SLICE_ROWS} rows
   */
  public static NoSliceWorse noSliceWorse(String metric, String... columns) {
    return new NoSliceWorse(
        metric,
        copy(Arrays.asList(required(columns, "columns")), "columns"),
        SLICE_MARGIN,
        SLICE_ROWS);
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
   * Bounds how many logged requests get another answer than from the version in production.
   *
   * @param share the greatest share of the newest 10,000 logged requests, 0 to 1
   * @return the gate, with no tolerance for predicted numbers, for at least {@value
   *     #LEAST_REQUESTS} requests
   */
  public static ChurnAtMost churnAtMost(double share) {
    return new ChurnAtMost(share, 0, LEAST_REQUESTS);
  }

  /**
   * Requires that a fresh copy of the candidate version computes what was recorded of it when it
   * was registered.
   *
   * @return the gate, for differences of at most {@value #GOLDEN_DIFFERENCE}
   */
  public static SameWhenLoaded sameWhenLoaded() {
    return new SameWhenLoaded(GOLDEN_DIFFERENCE);
  }

  /**
   * Requires that the candidate version loads in a separate JVM, and runs its golden rows there,
   * before this process loads it to serve.
   *
   * @return the gate
   */
  public static LoadsInChildJvm loadsInAChildJvm() {
    return new LoadsInChildJvm();
  }

  /**
   * Bounds the latency of the candidate version, measured in this process on one row at a time:
   * preparing it, running the network and decoding the answer.
   *
   * @param p99 the longest latency of 99 % of the answers
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
   * Bounds the memory that a loaded copy of the candidate version takes in this process.
   *
   * @param bytes the greatest size
   * @return the gate
   */
  public static CostAtMost.Memory memoryAtMost(long bytes) {
    return new CostAtMost.Memory(bytes);
  }

  /**
   * Rejects a candidate version that something may have told the labels: a column that alone
   * predicts them, or held-out rows that it learned from.
   *
   * @return the gate, for columns of at most {@value #COLUMN_ALONE}, and a share of {@value
   *     #SHARED_ROWS} of the held-out rows
   */
  public static NoLeakage noLeakage() {
    return new NoLeakage(COLUMN_ALONE, SHARED_ROWS);
  }

  /**
   * Requires that people say all of the candidate version that its {@link ModelCard} should say:
   * what {@link VersionNotes#missing} names.
   *
   * @return the gate
   */
  public static CardComplete cardComplete() {
    return new CardComplete();
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
    return new CustomGate(name, check);
  }
}
