package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;

/** A loss of DJL or of the application, on all outputs and all targets as they are. */
record OwnLoss(Loss loss) implements Objective {
  @Override
  public BatchLoss of(NDList outputs, RowBatch batch, NDManager arrays) {
    NDArray value = loss.evaluate(batch.targets(arrays), outputs);
    check(
        value.size() == 1,
        "Invalid loss %s: its value for a batch has the shape %s (must be one number)",
        loss.getName(),
        value.getShape());
    return new BatchLoss(value.toFloatArray()[0], value);
  }

  @Override
  public TargetScale scale() {
    return TargetScale.NONE;
  }
}
