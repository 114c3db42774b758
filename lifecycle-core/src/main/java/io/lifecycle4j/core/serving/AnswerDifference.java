package io.lifecycle4j.core.serving;

import java.util.List;
import java.util.Objects;

/** How far two answers for the same input are apart. */
final class AnswerDifference {
  private AnswerDifference() {}

  /**
   * Returns the largest absolute difference of numbers, or of numbers in lists of the same length;
   * infinite for other answers, unless they are equal.
   */
  static double distance(Object first, Object second) {
    if (first instanceof Number one && second instanceof Number other) {
      return Math.abs(one.doubleValue() - other.doubleValue());
    }
    if (first instanceof List<?> some
        && second instanceof List<?> others
        && some.size() == others.size()) {
      double most = 0;
      for (int i = 0; i < some.size(); i++) {
        most = Math.max(most, distance(some.get(i), others.get(i)));
      }
      return most;
    }
    return Objects.deepEquals(first, second) ? 0 : Double.POSITIVE_INFINITY;
  }

  /**
   * Returns by what differences are ordered: the distance, or for answers without one the smaller
   * of their probabilities, so that those of which both versions are sure come first, or 1.
   *
   * @param sure the probability of the first answer; NaN if it has none
   * @param other that of the second
   */
  static double size(double distance, double sure, double other) {
    if (distance < Double.POSITIVE_INFINITY) {
      return distance;
    }
    return Double.isNaN(sure) || Double.isNaN(other) ? 1 : Math.min(sure, other);
  }
}
