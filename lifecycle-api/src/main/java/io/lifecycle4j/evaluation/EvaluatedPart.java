package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.Map;

/**
 * The metrics of a part of the rows: those of a class, or of a slice.
 *
 * @param rows the number of rows of the part
 * @param metrics values by name, sorted; NaN if a metric is undefined
 * @param intervals the 95 % intervals of metrics that have a formula for it, by name, sorted
 */
public record EvaluatedPart(
    long rows, Map<String, Double> metrics, Map<String, Interval> intervals) {
  /** Checks and copies the parts. */
  public EvaluatedPart {
    check(rows >= 0, "Invalid part of an evaluation: %s rows (must not be negative)", rows);
    metrics = copy(metrics, "metrics");
    intervals = copy(intervals, "intervals");
  }
}
