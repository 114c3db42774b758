package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The facts of an object, such as a run, on which conditions are evaluated.
 *
 * <p>An implementation may be reused for one object after another. For an unsupported subject it
 * throws {@link io.lifecycle4j.error.InvalidValueException}: an empty result would make a negation
 * true.
 */
public interface Facts {
  /**
   * Returns a number. Called only for metrics, their slices and extremes, times, columns of
   * predictions, and what is watched while a model serves.
   *
   * @param subject the metric, a slice or an extreme of one, a column, a time (whole milliseconds
   *     since 1970-01-01T00:00Z), or what is watched ({@link WatchSubject.Timed} in milliseconds)
   * @return the value, possibly NaN or infinite; empty if there is none
   */
  OptionalDouble number(Subject subject);

  /**
   * Returns texts. Called for all other subjects, and columns of predictions.
   *
   * @param subject the subject
   * @return the texts; empty if there is none, several if a run has several datasets
   */
  List<String> texts(Subject subject);

  /**
   * Returns facts that consist of metrics only.
   *
   * @param metrics values by the name of the metric, copied
   * @return facts that throw for any other subject
   */
  static Facts ofMetrics(Map<String, Double> metrics) {
    return new MetricFacts(copy(metrics, "metrics"));
  }
}
