package io.lifecycle4j.evaluation;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Tensor;
import java.util.List;

/**
 * A model version with its metrics and the held-out rows that it was evaluated on, row by row.
 *
 * <p>A gate receives it for as long as its check runs; afterwards every method throws {@link
 * IllegalStateException}. All views are read-only. A call of {@link #rows()}, {@link #labels()},
 * {@link #outputs()} or {@link #prediction} is recorded with the verdict of the gate, since whoever
 * has seen held-out rows may tune a model to them. Thread-safe.
 */
public interface EvaluatedVersion {
  /**
   * Returns the metrics with their confidence intervals.
   *
   * @return the evaluation, which may be kept
   */
  Evaluation evaluation();

  /**
   * Computes a metric over all held-out rows.
   *
   * @param name a metric of the task, also one that no evaluation lists, such as {@code
   *     recall[cat]}
   * @return the value; NaN if it is undefined for the rows
   * @throws io.lifecycle4j.error.NotFoundException if the task does not have it
   */
  double metric(String name);

  /**
   * Opens the held-out rows, with all columns of the dataset.
   *
   * @return the rows, in the order of {@link #labels()} and {@link #outputs()}; they are read from
   *     the store each time, and not kept in memory
   */
  Rows rows();

  /**
   * Opens the labels of all held-out rows, as the task encodes them.
   *
   * @return a read-only tensor for each of {@link io.lifecycle4j.schema.Task#targets}, row after
   *     row
   */
  List<Tensor> labels();

  /**
   * Opens the outputs of the network for all held-out rows, such as the scores of the classes.
   *
   * @return a read-only tensor for each of {@link io.lifecycle4j.schema.Task#outputs}, row after
   *     row
   */
  List<Tensor> outputs();

  /**
   * Decodes the predicted value of a held-out row.
   *
   * @param row the row, from 0
   * @return the predicted value, such as a class or a number
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such row
   */
  Object prediction(int row);
}
