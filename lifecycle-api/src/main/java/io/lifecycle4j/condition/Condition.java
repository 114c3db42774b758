package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.Map;

/**
 * A yes-or-no question about named numbers.
 *
 * <p>Immutable. A comparison with a metric that is missing or NaN is false, and its negation true.
 * More forms may come: a switch needs a default branch.
 */
public sealed interface Condition extends Requirement {
  /**
   * Answers the question.
   *
   * @param metrics values by the name of the metric
   * @return whether the condition holds
   */
  boolean holds(Map<String, Double> metrics);

  /**
   * Holds when both hold.
   *
   * @param other the other condition
   * @return the conjunction
   */
  default Condition and(Condition other) {
    return new And(this, other);
  }

  /**
   * Holds when at least one holds.
   *
   * @param other the other condition
   * @return the disjunction
   */
  default Condition or(Condition other) {
    return new Or(this, other);
  }

  /**
   * Holds when this does not.
   *
   * @return the negation
   */
  default Condition not() {
    return new Not(this);
  }

  /** How a value is compared with a bound. */
  enum Operator {
    /** Not below the bound. */
    AT_LEAST("at least"),
    /** Not above the bound. */
    AT_MOST("at most"),
    /** Greater than the bound. */
    ABOVE("above"),
    /** Less than the bound. */
    BELOW("below");

    private final String words;

    Operator(String words) {
      this.words = words;
    }

    /**
     * Says the comparison in words.
     *
     * @return such as {@code at least}
     */
    public String words() {
      return words;
    }

    boolean test(double value, double bound) {
      return switch (this) {
        case AT_LEAST -> value >= bound;
        case AT_MOST -> value <= bound;
        case ABOVE -> value > bound;
        case BELOW -> value < bound;
      };
    }
  }

  /**
   * Compares a metric with a bound.
   *
   * @param metric the name of the metric
   * @param operator how to compare
   * @param bound the bound, not NaN
   */
  record Comparison(String metric, Operator operator, double bound) implements Condition {
    /** Checks the parts. */
    public Comparison {
      checkName("metric", metric);
      required(operator, "operator of metric " + metric);
      check(!Double.isNaN(bound), "Invalid bound for %s: NaN (must be a number)", metric);
    }

    @Override
    public boolean holds(Map<String, Double> metrics) {
      Double value = required(metrics, "metrics").get(metric);
      return value != null && operator.test(value, bound);
    }

    @Override
    public String toString() {
      return metric + " " + operator.words() + " " + bound;
    }
  }

  /**
   * Holds when both hold.
   *
   * @param left one condition
   * @param right the other condition
   */
  record And(Condition left, Condition right) implements Condition {
    /** Checks the parts. */
    public And {
      required(left, "condition");
      required(right, "condition");
    }

    @Override
    public boolean holds(Map<String, Double> metrics) {
      return left.holds(metrics) && right.holds(metrics);
    }

    @Override
    public String toString() {
      return "(" + left + " and " + right + ")";
    }
  }

  /**
   * Holds when at least one holds.
   *
   * @param left one condition
   * @param right the other condition
   */
  record Or(Condition left, Condition right) implements Condition {
    /** Checks the parts. */
    public Or {
      required(left, "condition");
      required(right, "condition");
    }

    @Override
    public boolean holds(Map<String, Double> metrics) {
      return left.holds(metrics) || right.holds(metrics);
    }

    @Override
    public String toString() {
      return "(" + left + " or " + right + ")";
    }
  }

  /**
   * Holds when another does not.
   *
   * @param condition the other condition
   */
  record Not(Condition condition) implements Condition {
    /** Checks the part. */
    public Not {
      required(condition, "condition");
    }

    @Override
    public boolean holds(Map<String, Double> metrics) {
      return !condition.holds(metrics);
    }

    @Override
    public String toString() {
      return "not " + condition;
    }
  }
}
