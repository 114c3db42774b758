package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.Preconditions;

/**
 * Count, mean, spread and range of numbers.
 *
 * <p>A block by the corrected two-pass algorithm, blocks joined in their order as in Chan, Golub
 * and LeVeque, "Algorithms for computing the sample variance", The American Statistician 37, 1983.
 *
 * @param count how many
 * @param mean their mean
 * @param squares the sum of their squared distances from the mean
 * @param min the least
 * @param max the greatest
 */
record Spread(long count, double mean, double squares, double min, double max) {
  static final Spread NONE =
      new Spread(0, 0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  /** Takes the finite numbers of a part of an array. */
  static Spread of(double[] values, int from, int to) {
    long count = 0;
    double first = Double.NaN;
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      if (Double.isFinite(values[i])) {
        first = count == 0 ? values[i] : first;
        count++;
        sum += values[i] - first; // so that the mean of equal numbers is that number
        min = Math.min(min, values[i]);
        max = Math.max(max, values[i]);
      }
    }
    return count == 0 ? NONE : around(first + sum / count, count, values, from, to, min, max);
  }

  private static Spread around(
      double near, long count, double[] values, int from, int to, double min, double max) {
    double sum = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      if (Double.isFinite(values[i])) {
        double delta = values[i] - near;
        sum += delta;
        squares += delta * delta;
      }
    }
    return new Spread(count, near + sum / count, squares - sum * sum / count, min, max);
  }

  /** Joins the numbers of a later block. */
  Spread plus(Spread later) {
    if (count == 0 || later.count == 0) {
      return count == 0 ? later : this;
    }
    long total = count + later.count;
    double delta = later.mean - mean;
    return new Spread(
        total,
        mean + delta * later.count / total,
        squares + later.squares + delta * delta * ((double) count * later.count / total),
        Math.min(min, later.min),
        Math.max(max, later.max));
  }

  /**
   * Returns what to multiply with instead of dividing; 0 where there is nothing to divide by.
   *
   * @param width the width of numbers that are not all the same, or 0
   * @throws InvalidValueException if the width is too great or too small for a factor, which would
   *     make all numbers the same
   */
  static double inverse(String column, double width) {
    double factor = 1 / width;
    Preconditions.check(
        width == 0 || (factor > 0 && Double.isFinite(factor)),
        "Cannot scale column %s: its numbers spread over %s (needs a width with an inverse;"
            + " scale them before)",
        column,
        width);
    return width == 0 ? 0 : factor;
  }

  /** Returns the deviation of the population; the least number for squares below all numbers. */
  double deviation() {
    double deviation = Math.sqrt(Math.max(0, squares) / count);
    return deviation == 0 && max > min ? Double.MIN_VALUE : deviation;
  }
}
