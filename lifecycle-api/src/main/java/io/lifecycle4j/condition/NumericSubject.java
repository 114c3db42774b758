package io.lifecycle4j.condition;

/**
 * What can be compared with a number: a metric, a parameter or a time.
 *
 * <p>Immutable. A comparison with what is missing is false.
 */
public sealed interface NumericSubject extends Subject
    permits Subject.Metric, Subject.Extreme, Subject.Param, Subject.Time {
  /**
   * Holds when the value is at least the bound.
   *
   * @param bound the least value that holds
   * @return the condition
   */
  default Condition atLeast(double bound) {
    return new NumberComparison(this, NumberComparison.Operator.AT_LEAST, bound);
  }

  /**
   * Holds when the value is at most the bound.
   *
   * @param bound the greatest value that holds
   * @return the condition
   */
  default Condition atMost(double bound) {
    return new NumberComparison(this, NumberComparison.Operator.AT_MOST, bound);
  }

  /**
   * Holds when the value is above the bound.
   *
   * @param bound the greatest value that does not hold
   * @return the condition
   */
  default Condition above(double bound) {
    return new NumberComparison(this, NumberComparison.Operator.ABOVE, bound);
  }

  /**
   * Holds when the value is below the bound.
   *
   * @param bound the least value that does not hold
   * @return the condition
   */
  default Condition below(double bound) {
    return new NumberComparison(this, NumberComparison.Operator.BELOW, bound);
  }

  /**
   * Holds when the value is this one.
   *
   * @param value the only value that holds
   * @return the condition
   */
  default Condition is(double value) {
    return new NumberComparison(this, NumberComparison.Operator.IS, value);
  }

  /**
   * Holds when there is a value and it is another one, NaN included.
   *
   * @param value the only value that does not hold
   * @return the condition
   */
  default Condition isNot(double value) {
    return new NumberComparison(this, NumberComparison.Operator.IS_NOT, value);
  }
}
