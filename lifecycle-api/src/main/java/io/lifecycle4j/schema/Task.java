package io.lifecycle4j.schema;

import java.util.List;

/**
 * What a model answers: its label, how outputs are decoded, how it is measured.
 *
 * <p>More tasks may come: a switch needs a default branch.
 *
 * @param <O> the type of an answer, and of the label
 */
public sealed interface Task<O> permits Classification, Regression {
  /**
   * Names the column that holds the label.
   *
   * @return the name of the label column
   */
  String label();

  /**
   * Describes the targets: what losses and metrics take.
   *
   * @return a tensor with a row for each row of data
   */
  List<TensorSpec> targets();

  /**
   * Describes what a network puts out.
   *
   * @return tensors with a row for each row of data; a dimension is free where training decides it
   */
  List<TensorSpec> outputs();

  /**
   * Writes the label of a row as targets.
   *
   * @param row the row
   * @param targets a tensor for each of {@link #targets()}
   * @param place which of their rows is written, from 0
   * @throws io.lifecycle4j.error.InvalidDataException if the label is missing or unknown
   */
  void encode(Row row, List<Tensor> targets, int place);

  /**
   * Turns outputs of the network into an answer.
   *
   * @param outputs a tensor for each of {@link #outputs()}, all numbers finite
   * @param place which of their rows, from 0
   * @return the answer
   */
  O decode(List<Tensor> outputs, int place);
}
