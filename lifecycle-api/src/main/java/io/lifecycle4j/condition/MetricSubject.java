package io.lifecycle4j.condition;

/** A metric, of all rows or of a slice. */
public sealed interface MetricSubject extends NumericSubject permits Subject.Metric, Subject.Slice {
  /**
   * Returns the lower bound of the metric's 95 % confidence interval on the held-out rows, so that
   * a lucky sample of few rows does not suffice. Only gates support it.
   *
   * @return the subject to compare
   */
  default MetricBound lowerBound() {
    return new MetricBound(this, MetricBound.Side.LOWER);
  }

  /**
   * Returns the upper bound of the metric's 95 % confidence interval on the held-out rows, for
   * metrics of which smaller values are better. Only gates support it.
   *
   * @return the subject to compare
   */
  default MetricBound upperBound() {
    return new MetricBound(this, MetricBound.Side.UPPER);
  }
}
