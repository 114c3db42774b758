package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * Values at evenly spaced ranks, from the least to the greatest.
 *
 * @param points the values, in order: of n points, the point at index i has the share i / (n - 1)
 *     of the column below it
 * @param error the greatest error of the share of a point, with a confidence of 99 %; 0 if exact
 */
public record Quantiles(List<Double> points, double error) {
  /** The most points: one for every half percent. */
  public static final int POINTS = 201;

  /** Checks the parts. */
  public Quantiles {
    points = copy(points, "points");
    check(
        !points.isEmpty() && points.size() <= POINTS,
        "Invalid quantiles: %s points (must be 1 to %s)",
        points.size(),
        POINTS);
    double before = Double.NEGATIVE_INFINITY;
    for (double point : points) {
      check(before <= point, "Invalid quantiles: points %s (must increase)", points);
      before = point;
    }
    check(
        error >= 0 && error <= 1,
        "Invalid error of quantiles: %s (must be between 0 and 1)",
        error);
  }

  /**
   * Returns the value that a share of the column does not exceed: the nearest point, which adds an
   * error of up to a quarter of a percent to the share.
   *
   * @param share between 0, the least value, and 1, the greatest; 0.5 is the median
   * @return a value of the column
   */
  public double at(double share) {
    check(share >= 0 && share <= 1, "Invalid share: %s (must be between 0 and 1)", share);
    return points.get((int) Math.round(share * (points.size() - 1)));
  }
}
