package io.lifecycle4j.condition;

/**
 * A subject that can be compared with a number: a metric, a parameter, a time, a column of
 * predictions, or what is watched while a model serves.
 *
 * <p>Immutable. A comparison with a missing value is false.
 */
public sealed interface NumericSubject extends Subject
    permits MetricSubject,
        MetricBound,
        Subject.Extreme,
        Subject.Param,
        Subject.Time,
        PredictionColumn,
        WatchSubject {
  /**
   * Returns a condition that holds if the value is at least a bound.
   *
   * @param bound the bound, inclusive
   * @return the condition
   */
  default Condition atLeast(double bound) {
    return new NumberComparison(this, NumberComparison.Operator.AT_LEAST, bound);
  }

  /**
   * Returns a condition that holds if the value is at most a bound.
   *
   * @param bound the bound, inclusive
   * @return the condition
   */
  default Condition atMost(double bound) {
    return new NumberComparison(this, NumberComparison.Operator.AT_MOST, bound);
  }

  /**
   * Returns a condition that holds if the value is above a bound.
   *
   * @param bound the bound, exclusive
   * @return the condition
   */
  default Condition above(double bound) {
    return new NumberComparison(this, NumberComparison.Operator.ABOVE, bound);
  }

  /**
   * Returns a condition that holds if the value is below a bound.
   *
   * @param bound the bound, exclusive
   * @return the condition
   */
  default Condition below(double bound) {
    return new NumberComparison(this, NumberComparison.Operator.BELOW, bound);
  }

  /**
   * Returns a condition that holds if the value equals a number.
   *
   * @param value the number
   * @return the condition
   */
  default Condition is(double value) {
    return new NumberComparison(this, NumberComparison.Operator.IS, value);
  }

  /**
   * Returns a condition that holds if there is a value, possibly NaN, that differs from a number.
   *
   * @param value the number
   * @return the condition
   */
  default Condition isNot(double value) {
    return new NumberComparison(this, NumberComparison.Operator.IS_NOT, value);
  }
}
