package io.lifecycle4j.training;

import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;

/**
 * Preprocessed rows with their targets, by index.
 *
 * <p>Immutable and thread-safe.
 */
public interface Examples {
  /**
   * Counts the rows.
   *
   * @return the number of rows
   */
  int size();

  /**
   * Returns the inputs of the network.
   *
   * @return names, types and dimensions
   */
  List<TensorSpec> inputs();

  /**
   * Returns the targets.
   *
   * @return names, types and dimensions
   */
  List<TensorSpec> targets();

  /**
   * Copies rows into a batch.
   *
   * @param rows the indexes of the rows, from 0
   * @param inputs a tensor for each of {@link #inputs()}, with as many rows; overwritten
   * @param targets a tensor for each of {@link #targets()}, likewise
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such row, or a tensor does
   *     not fit
   */
  void read(int[] rows, List<Tensor> inputs, List<Tensor> targets);
}
