package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import io.lifecycle4j.schema.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The loss that training minimizes, and the scores on validation rows. */
interface Objective {
  // Scales targets of the data to those that the network is trained on, in place.
  default void prepare(Tensor targets) {}

  // The mean over a batch; outputs are [rows, outputs], targets [rows].
  NDArray loss(NDArray outputs, NDArray targets);

  // The same for all outputs and targets of a batch.
  default NDArray loss(NDList outputs, NDList targets) {
    return loss(outputs.singletonOrThrow(), targets.head());
  }

  // Converts a loss of the network to the units of the targets.
  default double inUnits(double loss) {
    return loss;
  }

  // Null if only the loss is known, whose mean is then validation_loss.
  @Nullable Score score();

  /** Accumulates scores over batches. */
  interface Score {
    // The outputs of a batch, float[rows * outputs], and its prepared targets.
    void add(float[] outputs, Tensor targets);

    // The loss is validation_loss.
    Map<String, Double> measures();
  }

  /** Softmax cross-entropy. */
  record CrossEntropy(int classes) implements Objective {
    private static final Loss LOSS = Loss.softmaxCrossEntropyLoss();

    @Override
    public NDArray loss(NDArray outputs, NDArray targets) {
      return LOSS.evaluate(new NDList(targets), new NDList(outputs));
    }

    @Override
    public Score score() {
      return new Accuracy(classes);
    }
  }

  /** Mean squared error of targets scaled to mean 0 and deviation 1. */
  record SquaredError(double mean, double deviation) implements Objective {
    private static final Loss LOSS = Loss.l2Loss("mse", 1);

    @Override
    public void prepare(Tensor targets) {
      for (int i = 0; i < targets.size(); i++) {
        targets.set(i, (targets.number(i) - mean) / deviation);
      }
    }

    @Override
    public NDArray loss(NDArray outputs, NDArray targets) {
      return LOSS.evaluate(new NDList(targets), new NDList(outputs));
    }

    @Override
    public double inUnits(double loss) {
      return loss * deviation * deviation;
    }

    @Override
    public Score score() {
      return new Errors(this);
    }
  }

  /** The accuracy and the cross-entropy. */
  final class Accuracy implements Score {
    private final int classes;
    private double loss;
    private long right;
    private long rows;

    private Accuracy(int classes) {
      this.classes = classes;
    }

    @Override
    public void add(float[] outputs, Tensor targets) {
      for (int row = 0; row < targets.size(); row++) {
        int label = (int) targets.number(row);
        int best = best(outputs, row * classes);
        loss += logSumExp(outputs, row * classes, best) - outputs[row * classes + label];
        right += best == label ? 1 : 0;
        rows++;
      }
    }

    private int best(float[] outputs, int offset) {
      int best = 0;
      for (int i = 1; i < classes; i++) {
        if (outputs[offset + i] > outputs[offset + best]) {
          best = i;
        }
      }
      return best;
    }

    /**
     * Sums relative to the greatest output, so that nothing overflows and no logarithm of 0 occurs.
     */
    private double logSumExp(float[] outputs, int offset, int best) {
      double greatest = outputs[offset + best];
      double sum = 0;
      for (int i = 0; i < classes; i++) {
        sum += Math.exp(outputs[offset + i] - greatest);
      }
      return greatest + Math.log(sum);
    }

    @Override
    public Map<String, Double> measures() {
      return Map.of("validation_loss", loss / rows, "validation_accuracy", (double) right / rows);
    }
  }

  /** The mean squared error and its root. */
  final class Errors implements Score {
    private final SquaredError objective;
    private double squares;
    private long rows;

    private Errors(SquaredError objective) {
      this.objective = objective;
    }

    @Override
    public void add(float[] outputs, Tensor targets) {
      for (int row = 0; row < outputs.length; row++) {
        double error = outputs[row] - targets.number(row);
        squares += error * error;
        rows++;
      }
    }

    @Override
    public Map<String, Double> measures() {
      double loss = objective.inUnits(squares / rows);
      return Map.of("validation_loss", loss, "validation_rmse", Math.sqrt(loss));
    }
  }
}
