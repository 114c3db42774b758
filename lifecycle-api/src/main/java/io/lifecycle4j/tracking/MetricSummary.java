package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;

/**
 * A summary of the points of a metric.
 *
 * @param last the latest point, by step, then time, then value
 * @param min the first of the points with the least value; empty if all are NaN
 * @param max the first of the points with the greatest value; empty if all are NaN
 * @param count the number of points, without superseded points
 */
public record MetricSummary(
    MetricPoint last, Optional<MetricPoint> min, Optional<MetricPoint> max, long count) {
  /** Checks the parts. */
  public MetricSummary {
    required(last, "last point");
    required(min, "least point");
    required(max, "greatest point");
    check(count >= 1, "Invalid number of points: %s (must be at least 1)", count);
  }

  /**
   * Returns the summary of a single point.
   *
   * @param point the point
   * @return the summary
   */
  public static MetricSummary of(MetricPoint point) {
    Optional<MetricPoint> ranked =
        Optional.of(required(point, "point")).filter(only -> !Double.isNaN(only.value()));
    return new MetricSummary(point, ranked, ranked, 1);
  }
}
