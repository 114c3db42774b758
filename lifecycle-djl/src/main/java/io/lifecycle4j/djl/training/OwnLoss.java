package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import org.jspecify.annotations.Nullable;

/** A loss of DJL or of the application, on all outputs and all targets as they are. */
record OwnLoss(Loss loss) implements Objective {
  @Override
  public NDArray loss(NDList outputs, NDList targets) {
    NDArray value = loss.evaluate(targets, outputs);
    check(
        value.size() == 1,
        "Invalid loss %s: its value for a batch has the shape %s (must be one number)",
        loss.getName(),
        value.getShape());
    return value;
  }

  @Override
  public NDArray loss(NDArray outputs, NDArray targets) {
    return loss(new NDList(outputs), new NDList(targets));
  }

  @Override
  public @Nullable Score score() {
    return null;
  }
}
