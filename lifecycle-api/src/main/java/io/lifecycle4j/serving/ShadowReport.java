package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The comparisons of a shadow in one process.
 *
 * @param <O> the type of a predicted value
 * @param state whether the process runs the shadow
 * @param compared the number of predictions that both versions made
 * @param different how many of them are different
 * @param failed the number of predictions that the shadow could not repeat
 * @param dropped the number of predictions that it dropped because it was too slow
 * @param latencies the latency of both versions; empty before the first comparison
 * @param largest the largest differences, at most 20, the largest first
 */
public record ShadowReport<O>(
    State state,
    long compared,
    long different,
    long failed,
    long dropped,
    Optional<Latencies> latencies,
    List<Difference<O>> largest) {
  /** Checks the parts. */
  public ShadowReport {
    required(state, "state");
    check(
        compared >= 0 && different >= 0 && failed >= 0 && dropped >= 0,
        "Invalid counts: %s, %s, %s, %s (must be at least 0)",
        compared,
        different,
        failed,
        dropped);
    required(latencies, "latencies");
    largest = copy(largest, "differences");
  }

  /**
   * Returns one line, such as {@code running: 1200 compared, 12 different, 0 failed, 3 dropped}.
   */
  @Override
  public String toString() {
    return String.format(
        "%s: %d compared, %d different, %d failed, %d dropped%s",
        state.name().toLowerCase(Locale.ROOT),
        compared,
        different,
        failed,
        dropped,
        latencies.map(found -> "; " + found).orElse(""));
  }

  /** Whether a process runs a shadow. States may be added: a switch needs a default branch. */
  public enum State {
    /** The shadow is being loaded. */
    LOADING,
    /** The shadow predicts. */
    RUNNING,
    /** This process could not load the shadow; the log states the cause. */
    FAILED,
    /** The shadow was stopped, or has reached its end. */
    ENDED
  }

  /**
   * Two predictions for the same input that are different.
   *
   * @param <O> the type of a predicted value
   * @param id the id of the prediction that the caller received
   * @param served its value
   * @param shadowed the value that the shadow predicted
   * @param size for numbers, their largest absolute difference; for classes with probabilities, the
   *     smaller of both, so that the first differences are those in which both versions are sure;
   *     otherwise 1
   */
  public record Difference<O>(String id, O served, O shadowed, double size) {
    /** Checks the parts. */
    public Difference {
      required(id, "id");
      required(served, "value served");
      required(shadowed, "value of the shadow");
      check(size >= 0, "Invalid size of a difference: %s (must be at least 0)", size);
    }
  }

  /**
   * The latencies of both versions for the same inputs: the latest ones, at most 1,024. The shadow
   * ran each of these inputs alone. Waiting, the log and listeners are not included.
   *
   * @param servedMedian the median of the version that served
   * @param servedP99 its 99th percentile
   * @param shadowMedian the median of the shadow
   * @param shadowP99 its 99th percentile
   */
  public record Latencies(
      Duration servedMedian, Duration servedP99, Duration shadowMedian, Duration shadowP99) {
    /** Checks the parts. */
    public Latencies {
      required(servedMedian, "median");
      required(servedP99, "99th percentile");
      required(shadowMedian, "median of the shadow");
      required(shadowP99, "99th percentile of the shadow");
    }

    /** Returns one line, such as {@code median 0.120 ms served, 0.340 ms by the shadow, …}. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "median %.3f ms served, %.3f ms by the shadow, p99 %.3f ms served, %.3f ms by the shadow",
          millis(servedMedian),
          millis(shadowMedian),
          millis(servedP99),
          millis(shadowP99));
    }

    private static double millis(Duration latency) {
      return latency.toNanos() / 1e6;
    }
  }
}
