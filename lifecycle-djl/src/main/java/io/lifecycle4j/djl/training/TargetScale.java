package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.training.Examples;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scale of the targets that a network is trained on, so that each number of them has mean 0 and
 * deviation 1.
 *
 * @param means the mean of each number of the target; none if targets are not scaled
 * @param deviations their deviations, above 0
 * @param unit the loss in units of the data of a scaled loss of 1; 1 if there are several numbers,
 *     which may have several units
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TargetScale(double[] means, double[] deviations, double unit) {
  static final TargetScale NONE = new TargetScale(new double[0], new double[0], 1);

  private static final int CHUNK = 1_024;

  /** Measures the targets of all rows. */
  static TargetScale of(Examples examples, Task.Loss loss, TensorSpec output) {
    int rows = examples.size();
    int width = examples.targets().get(0).numbers();
    double[] means = new double[width];
    double[] squares = new double[width];
    RowBatch batch = new RowBatch(examples, Math.min(rows, CHUNK));
    for (int from = 0; from < rows; from += CHUNK) {
      batch.read(examples, IntStream.range(from, Math.min(rows, from + CHUNK)).toArray());
      Tensor targets = batch.targets().get(0);
      for (int i = 0; i < targets.size(); i++) {
        double target = targets.number(i);
        int row = from + i / width;
        check(
            Double.isFinite(target),
            "Invalid label of training row %s: %s (must be finite)",
            row,
            target);
        // Welford 1962 avoids the difference of large sums.
        double delta = target - means[i % width];
        means[i % width] += delta / (row + 1);
        squares[i % width] += delta * (target - means[i % width]);
      }
    }
    double[] deviations = new double[width];
    for (int i = 0; i < width; i++) {
      double deviation = Math.sqrt(squares[i] / rows);
      deviations[i] = deviation > 0 ? deviation : 1;
    }
    double unit = width == 1 ? unit(loss, examples.targets().get(0), output, deviations[0]) : 1;
    return new TargetScale(means, deviations, unit);
  }

  /** Returns how much greater the loss of an error is that is greater by a factor. */
  private static double unit(Task.Loss loss, TensorSpec target, TensorSpec output, double factor) {
    List<Tensor> estimates = List.of(Tensor.allocate(output, 2));
    List<Tensor> labels = List.of(Tensor.allocate(target, 2));
    labels.get(0).set(0, 1);
    labels.get(0).set(1, factor);
    double[] losses = loss.differentiate(estimates, labels, List.of(Tensor.allocate(output, 2)));
    return losses[0] > 0 ? losses[1] / losses[0] : 1;
  }

  boolean isNone() {
    return means.length == 0;
  }

  double inUnits(double loss) {
    return loss * unit;
  }

  /** Returns targets of the data on this scale. */
  List<Tensor> scaled(List<Tensor> targets) {
    if (isNone()) {
      return targets;
    }
    Tensor from = targets.get(0);
    ByteBuffer room = ByteBuffer.allocate(from.size() * from.type().bytes());
    Tensor scaled = new Tensor(from.name(), from.type(), room, from.shape());
    for (int i = 0; i < from.size(); i++) {
      int place = i % means.length;
      scaled.set(i, (from.number(i) - means[place]) / deviations[place]);
    }
    return List.of(scaled);
  }

  /** Converts outputs of the network to units of the data, in place. */
  void undo(List<Tensor> outputs) {
    if (isNone()) {
      return;
    }
    Tensor tensor = outputs.get(0);
    int width = tensor.size() / (int) tensor.shape()[0];
    for (int i = 0; i < tensor.size(); i++) {
      int place = place(i % width, width);
      tensor.set(i, tensor.number(i) * deviations[place] + means[place]);
    }
  }

  /**
   * Converts the values of a parameter of the last layer, so that its outputs are in units of the
   * data.
   *
   * @param rows the number of outputs; the values of each follow each other
   * @param bias whether it is the bias, which is also shifted
   */
  void fold(float[] values, int rows, boolean bias) {
    int each = values.length / rows;
    for (int i = 0; i < values.length; i++) {
      int place = place(i / each, rows);
      values[i] = (float) (values[i] * deviations[place] + (bias ? means[place] : 0));
    }
  }

  /** Reverses {@link #fold}. */
  void unfold(float[] values, int rows, boolean bias) {
    int each = values.length / rows;
    for (int i = 0; i < values.length; i++) {
      int place = place(i / each, rows);
      values[i] = (float) ((values[i] - (bias ? means[place] : 0)) / deviations[place]);
    }
  }

  private int place(int output, int outputs) {
    return output / (outputs / means.length);
  }
}
