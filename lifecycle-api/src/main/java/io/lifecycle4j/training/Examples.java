package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.training.spi.TrainingProvider;
import java.util.List;

/**
 * Preprocessed rows with their targets, by index.
 *
 * <p>Immutable and thread-safe.
 */
public interface Examples {
  /**
   * Prepares the rows of a role of a split, for a custom training loop.
   *
   * @param preprocessing the preprocessing, fitted to this split
   * @param task returns the label of a row. If it does not list its classes, they are those of the
   *     training rows, sorted, so they have the same index in each role
   * @param split the split
   * @param role the role
   * @return the prepared rows in memory, in the order of the version
   * @throws io.lifecycle4j.error.SealedDataException if the role is the holdout
   */
  static Examples of(FittedPreprocessing preprocessing, Task<?> task, Split split, SplitRole role) {
    required(preprocessing, "preprocessing");
    required(task, "task");
    required(split, "split");
    required(role, "split role");
    return provider().examples(preprocessing, task, split, role);
  }

  private static TrainingProvider provider() {
    return Preconditions.service(TrainingProvider.class, "prepare examples");
  }

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
