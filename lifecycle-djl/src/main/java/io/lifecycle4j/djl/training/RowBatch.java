package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lifecycle4j.djl.model.TensorTypes;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.training.Examples;
import java.util.List;

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

  private static List<Tensor> first(List<Tensor> tensors, int rows) {
    return tensors.stream().map(tensor -> tensor.first(rows)).toList();
  }

  /** Returns the targets, which may be changed. */
  List<Tensor> targets() {
    return targets;
  }

  NDList inputs(NDManager manager) {
    return arrays(inputs, manager);
  }

  NDList targets(NDManager manager) {
    return arrays(targets, manager);
  }

  private static NDList arrays(List<Tensor> tensors, NDManager manager) {
    NDList arrays = new NDList(tensors.size());
    for (Tensor tensor : tensors) {
      arrays.add(
          manager.create(tensor.bytes(), new Shape(tensor.shape()), TensorTypes.of(tensor.type())));
    }
    return arrays;
  }
}
