package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.lifecycle4j.djl.model.TensorTypes;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of a task, whose gradient is computed outside PyTorch.
 *
 * <p>PyTorch differentiates the sum of the outputs, each multiplied by the gradient of the loss,
 * which has the same gradient with respect to the weights as the loss.
 */
final class TaskLoss implements Objective {
  /** Of these bytes, a floating-point number is NaN. */
  private static final byte UNWRITTEN = (byte) 0xff;

  private final Task.Loss loss;
  private final List<TensorSpec> outputs;
  private final TargetScale scale;
  private final List<Tensor> room;

  /**
   * Creates the loss.
   *
   * @param scale the scale of the targets that the network is trained on
   * @param rows the size of the largest batch
   */
  TaskLoss(Task.Loss loss, List<TensorSpec> outputs, TargetScale scale, int rows) {
    this.loss = loss;
    this.outputs = outputs;
    this.scale = scale;
    this.room = Tensor.allocate(outputs, rows);
  }

  @Override
  public TargetScale scale() {
    return scale;
  }

  @Override
  public BatchLoss of(NDList made, RowBatch batch, NDManager arrays) {
    int rows = batch.size();
    List<Tensor> gradient = room.stream().map(tensor -> tensor.first(rows)).toList();
    gradient.forEach(TaskLoss::clear);
    List<Tensor> given = TensorTypes.tensors(outputs, TensorTypes.onCpu(made, arrays), rows);
    double[] losses = loss.differentiate(given, scale.scaled(batch.targets()), gradient);
    if (losses.length != rows) {
      throw new TrainingFailedException(
          "Training failed: the loss of the task returned "
              + losses.length
              + " numbers for "
              + rows
              + " rows (must be one for each)");
    }
    double mean = Arrays.stream(losses).average().orElse(Double.NaN);
    if (Double.isFinite(mean)) {
      gradient.forEach(TaskLoss::checkWritten);
    }
    return new BatchLoss(
        scale.inUnits(mean),
        surrogate(made, gradient, arrays).div(TensorTypes.number(rows, arrays)));
  }

  private static NDArray surrogate(NDList made, List<Tensor> gradient, NDManager arrays) {
    NDList slopes = TensorTypes.arrays(gradient, arrays);
    NDArray sum = made.get(0).mul(slopes.get(0)).sum();
    for (int i = 1; i < made.size(); i++) {
      sum = sum.add(made.get(i).mul(slopes.get(i)).sum());
    }
    return sum;
  }

  private static void clear(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes();
    while (bytes.remaining() >= Long.BYTES) {
      bytes.putLong(-1);
    }
    while (bytes.hasRemaining()) {
      bytes.put(UNWRITTEN);
    }
  }

  private static void checkWritten(Tensor gradient) {
    for (int i = 0; i < gradient.size(); i++) {
      if (!Double.isFinite(gradient.number(i))) {
        throw new TrainingFailedException(
            "Training failed: the loss of the task wrote "
                + gradient.number(i)
                + " as number "
                + i
                + " of the gradient by "
                + gradient
                + " (must write every number, finite where the loss is)");
      }
    }
  }
}
