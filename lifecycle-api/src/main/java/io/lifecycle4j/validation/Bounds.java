package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.number;

/**
 * A range of numbers, both ends included.
 *
 * @param least the least number; -∞ for no limit
 * @param most the greatest number; ∞ for no limit
 */
public record Bounds(double least, double most) {
  /** Checks the ends. */
  public Bounds {
    check(least <= most, "Invalid bounds: %s to %s (must be in this order)", least, most);
    check(
        least < Double.POSITIVE_INFINITY && most > Double.NEGATIVE_INFINITY,
        "Invalid bounds: %s to %s (must hold a finite number)",
        least,
        most);
  }

  /**
   * Returns a range without an upper end.
   *
   * @param least the least number
   * @return the range
   */
  public static Bounds atLeast(double least) {
    return new Bounds(least, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns a range without a lower end.
   *
   * @param most the greatest number
   * @return the range
   */
  public static Bounds atMost(double most) {
    return new Bounds(Double.NEGATIVE_INFINITY, most);
  }

  /**
   * Returns whether a number is in the range.
   *
   * @param value a number
   * @return true if it is in the range; false for NaN
   */
  public boolean contain(double value) {
    return value >= least && value <= most;
  }

  @Override
  public String toString() {
    if (most == Double.POSITIVE_INFINITY) {
      return least == Double.NEGATIVE_INFINITY ? "a number" : "at least " + number(least);
    }
    return least == Double.NEGATIVE_INFINITY
        ? "at most " + number(most)
        : "between " + number(least) + " and " + number(most);
  }

  /**
   * Names which ends are limited, for the id of a rule: rules with different ends do not replace
   * each other.
   */
  String form() {
    if (most == Double.POSITIVE_INFINITY && least != Double.NEGATIVE_INFINITY) {
      return "atLeast";
    }
    return least == Double.NEGATIVE_INFINITY && most != Double.POSITIVE_INFINITY
        ? "atMost"
        : "between";
  }
}
