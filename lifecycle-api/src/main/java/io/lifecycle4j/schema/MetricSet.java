package io.lifecycle4j.schema;

import java.util.List;
import java.util.Optional;

/**
 * The metrics of one kind of task. Immutable and thread-safe.
 *
 * @param <P> the predictions for a set of rows
 * @param <L> the labels of the same rows
 */
public interface MetricSet<P, L> {
  /**
   * Lists the metrics of an evaluation.
   *
   * @return the metrics, by name
   */
  List<Metric> list();

  /**
   * Finds a metric, which may be one that is not listed.
   *
   * @param name the name
   * @return the metric, or empty
   */
  Optional<Metric> find(String name);

  /**
   * Scores predictions. The result may retain both arguments.
   *
   * @param predictions the predictions; one that is not a number counts as wrong in shares of rows,
   *     and makes other metrics NaN
   * @param labels the labels
   * @return the scores
   * @throws io.lifecycle4j.error.InvalidValueException if predictions and labels are not of the
   *     same rows, one has another number of columns than the metrics, a class of a label does not
   *     exist, or a label is not a finite number
   */
  Scores score(P predictions, L labels);
}
