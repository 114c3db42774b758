package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkMetric;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * A metric of a task.
 *
 * @param name the name in evaluations and gates
 * @param better the direction of better values
 * @param range the values that it can have
 * @param needs what of an answer must be known to measure it
 */
public record Metric(String name, Better better, MetricRange range, Needs needs) {
  /** Checks the parts. */
  public Metric {
    checkMetric(name);
    required(better, "direction of a metric");
    required(range, "range of a metric");
    required(needs, "what a metric needs");
  }

  /**
   * Creates a metric that needs the answers alone.
   *
   * @param name the name in evaluations and gates
   * @param better the direction of better values
   * @param range the values that it can have
   */
  public Metric(String name, Better better, MetricRange range) {
    this(name, better, range, Needs.ANSWERS);
  }

  /**
   * Creates a metric that can have any value.
   *
   * @param name the name in evaluations and gates
   * @param better the direction of better values
   */
  public Metric(String name, Better better) {
    this(name, better, MetricRange.ANY);
  }

  /** What of an answer must be known to measure a metric. */
  public enum Needs {
    /** What was answered. */
    ANSWERS,
    /** The probabilities, of which an answer does not show all. */
    PROBABILITIES
  }

  /** Which values of a metric are better. */
  public enum Better {
    /** Greater values. */
    HIGHER,
    /** Smaller values. */
    LOWER,
    /** Neither, as for a metric with a nominal value. Gates may bound it, but not compare it. */
    NONE
  }
}
