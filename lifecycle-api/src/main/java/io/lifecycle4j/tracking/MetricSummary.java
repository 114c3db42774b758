package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import org.jspecify.annotations.Nullable;

/**
 * What the points of a metric come down to.
 *
 * @param last the latest point, by step, then time, then value
 * @param min the first of the points with the least value; null if all are NaN
 * @param max the first of the points with the greatest value; null if all are NaN
 * @param count how many points there are, superseded ones not counted
 */
public record MetricSummary(
    MetricPoint last, @Nullable MetricPoint min, @Nullable MetricPoint max, long count) {
  /** Checks the parts. */
  public MetricSummary {
    required(last, "last point");
    check(count >= 1, "Invalid number of points: %s (must be at least 1)", count);
  }

  /**
   * Begins with a point.
   *
   * @param point the point
   * @return the summary of it alone
   */
  public static MetricSummary of(MetricPoint point) {
    MetricPoint ranked = Double.isNaN(required(point, "point").value()) ? null : point;
    return new MetricSummary(point, ranked, ranked, 1);
  }
}
