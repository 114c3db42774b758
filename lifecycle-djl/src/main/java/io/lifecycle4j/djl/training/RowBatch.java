package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.lifecycle4j.djl.model.TensorTypes;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.training.Examples;
import java.util.List;
import java.util.stream.IntStream;

/** Reusable tensors for the rows of a batch. */
final class RowBatch {
  private final List<Tensor> roomForInputs;
  private final List<Tensor> roomForTargets;
  private List<Tensor> inputs;
  private List<Tensor> targets;

  /** Allocates tensors for a maximum number of rows. */
  RowBatch(Examples examples, int rows) {
    roomForInputs = Tensor.allocate(examples.inputs(), rows);
    roomForTargets = Tensor.allocate(examples.targets(), rows);
    inputs = roomForInputs;
    targets = roomForTargets;
  }

  void read(Examples examples, int[] rows) {
    inputs = first(roomForInputs, rows.length);
    targets = first(roomForTargets, rows.length);
    examples.read(rows, inputs, targets);
  }

  /** Changes the images of the rows that were read. */
  void change(Augmenter changes, int[] rows, int epoch) {
    changes.change(inputs, rows, epoch);
  }

  private static List<Tensor> first(List<Tensor> tensors, int rows) {
    return tensors.stream().map(tensor -> tensor.first(rows)).toList();
  }

  /** Returns the greatest number of an input. */
  double greatest(int input) {
    Tensor tensor = inputs.get(input);
    return IntStream.range(0, tensor.size()).mapToDouble(tensor::number).max().orElse(0);
  }

  /** Returns the maximum number of rows. */
  int largest() {
    return (int) roomForTargets.get(0).shape()[0];
  }

  /** Counts the rows. */
  int size() {
    return (int) targets.get(0).shape()[0];
  }

  /** Returns the targets, in units of the data. */
  List<Tensor> targets() {
    return targets;
  }

  NDList inputs(NDManager manager) {
    return TensorTypes.arrays(inputs, manager);
  }

  NDList targets(NDManager manager) {
    return TensorTypes.arrays(targets, manager);
  }
}
