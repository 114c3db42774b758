package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A metric of live predictions.
 *
 * @param name the name
 * @param better the direction of better values
 * @param value the value; NaN if it is undefined for the rows
 * @param interval the 95 % interval; empty if there is none
 * @param rows the number of predictions that it is based on: for {@code recall} those of the class,
 *     for {@code precision} those predicted to be of it, for most others all with a label
 * @param counted how many of these rows it counts, if it is their share, such as accuracy; empty
 *     for other metrics, and if it was estimated
 * @param basis whether it was measured or estimated
 */
public record QualityMetric(
    String name,
    Better better,
    double value,
    Optional<Interval> interval,
    long rows,
    OptionalLong counted,
    Basis basis) {
  /** Checks the parts. */
  public QualityMetric {
    required(name, "metric");
    required(better, "direction of " + name);
    required(interval, "interval of " + name);
    required(basis, "basis of " + name);
    check(rows >= 0, "Invalid metric %s: %s rows (must not be negative)", name, rows);
    required(counted, "counted rows of " + name).ifPresent(of -> checkCounted(name, of, rows));
  }

  private static void checkCounted(String name, long of, long rows) {
    check(of >= 0 && of <= rows, "Invalid metric %s: it counts %s of %s rows", name, of, rows);
  }

  /** The basis of a value. */
  public enum Basis {
    /** Ground truth. */
    LABELS,
    /**
     * The probabilities of the model, calibrated on rows with labels. An estimate reacts to inputs
     * that became harder, but not if the same inputs now have other labels.
     */
    ESTIMATE
  }
}
