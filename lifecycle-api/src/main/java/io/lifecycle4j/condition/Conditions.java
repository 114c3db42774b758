package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/** Begins conditions: {@code metric("rmse").atMost(2.5)}. */
public final class Conditions {
  private Conditions() {}

  /**
   * Begins a condition on a metric.
   *
   * @param name the name of the metric
   * @return what to compare
   */
  public static Subject metric(String name) {
    return new Subject(name);
  }

  /**
   * A metric that waits for its bound.
   *
   * @param metric the name of the metric
   */
  public record Subject(String metric) {
    /** Checks the name. */
    public Subject {
      checkName("metric", metric);
    }

    /**
     * Holds when the value is at least the bound.
     *
     * @param bound the least value that holds
     * @return the condition
     */
    public Condition atLeast(double bound) {
      return new Condition.Comparison(metric, Condition.Operator.AT_LEAST, bound);
    }

    /**
     * Holds when the value is at most the bound.
     *
     * @param bound the greatest value that holds
     * @return the condition
     */
    public Condition atMost(double bound) {
      return new Condition.Comparison(metric, Condition.Operator.AT_MOST, bound);
    }

    /**
     * Holds when the value is above the bound.
     *
     * @param bound the greatest value that does not hold
     * @return the condition
     */
    public Condition above(double bound) {
      return new Condition.Comparison(metric, Condition.Operator.ABOVE, bound);
    }

    /**
     * Holds when the value is below the bound.
     *
     * @param bound the least value that does not hold
     * @return the condition
     */
    public Condition below(double bound) {
      return new Condition.Comparison(metric, Condition.Operator.BELOW, bound);
    }
  }
}
