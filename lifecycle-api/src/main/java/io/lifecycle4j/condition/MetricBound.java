package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.required;

/**
 * A bound of the 95 % confidence interval of a metric. Only gates support it, on the held-out rows.
 *
 * <p>If the true value were on the other side of a bound, 2.5 % of the samples of rows would have
 * such a bound by chance. {@code docs/reference/metrics.md} has the formula for each metric.
 *
 * @param of the metric
 * @param side which bound
 */
public record MetricBound(MetricSubject of, Side side) implements NumericSubject {
  /** A bound of an interval. */
  public enum Side {
    /** The lower bound. */
    LOWER,
    /** The upper bound. */
    UPPER
  }

  /** Checks the parts. */
  public MetricBound {
    required(of, "metric");
    required(side, "side of an interval");
  }

  /** Returns the name of the metric. */
  @Override
  public String key() {
    return of.key();
  }

  @Override
  public String words() {
    return TextForm.key(side) + " bound of " + of.words();
  }

  @Override
  public String toString() {
    return TextForm.key(side) + of.toString().substring("metrics".length());
  }
}
