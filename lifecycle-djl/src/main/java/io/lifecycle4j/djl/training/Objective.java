package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import io.lifecycle4j.schema.Classification;
import java.nio.FloatBuffer;
import java.util.Map;

/** What a network learns to make small, and how well it did on rows it did not learn from. */
interface Objective {
  // Turns truths, as the data has them, into those that the network learns; in place.
  default void prepare(FloatBuffer truths) {}

  // The mean over a batch; outputs are [rows, outputs], truths [rows].
  NDArray loss(NDArray outputs, NDArray truths);

  // Turns a loss of the network into the units of the truths.
  default double inUnits(double loss) {
    return loss;
  }

  Score score();

  /** Adds up over batches. */
  interface Score {
    // The outputs of a batch, float[rows * outputs], and its prepared truths.
    void add(float[] outputs, FloatBuffer truths);

    // The loss is validation_loss.
    Map<String, Double> measures();
  }

  /** Softmax cross-entropy. */
  record CrossEntropy(Classification task) implements Objective {
    private static final Loss LOSS = Loss.softmaxCrossEntropyLoss();

    @Override
    public NDArray loss(NDArray outputs, NDArray truths) {
      return LOSS.evaluate(new NDList(truths), new NDList(outputs));
    }

    @Override
    public Score score() {
      return new Accuracy(task);
    }
  }

  /** Mean squared error of truths that are brought to mean 0 and deviation 1. */
  record SquaredError(double mean, double deviation) implements Objective {
    private static final Loss LOSS = Loss.l2Loss("mse", 1);

    @Override
    public void prepare(FloatBuffer truths) {
      for (int i = truths.position(); i < truths.limit(); i++) {
        truths.put(i, (float) ((truths.get(i) - mean) / deviation));
      }
    }

    @Override
    public NDArray loss(NDArray outputs, NDArray truths) {
      return LOSS.evaluate(new NDList(truths), new NDList(outputs));
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

  /** The share of right classes, and the cross-entropy. */
  final class Accuracy implements Score {
    private final Classification task;
    private double loss;
    private long right;
    private long rows;

    private Accuracy(Classification task) {
      this.task = task;
    }

    @Override
    public void add(float[] outputs, FloatBuffer truths) {
      int width = task.outputs();
      for (int row = 0; row < outputs.length / width; row++) {
        int truth = (int) truths.get(row);
        int best = task.best(outputs, row * width);
        loss += logSumExp(outputs, row * width, best) - outputs[row * width + truth];
        right += best == truth ? 1 : 0;
        rows++;
      }
    }

    /** Sums around the greatest output, so that nothing overflows and no logarithm is of 0. */
    private double logSumExp(float[] outputs, int offset, int best) {
      double greatest = outputs[offset + best];
      double sum = 0;
      for (int i = 0; i < task.outputs(); i++) {
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
    public void add(float[] outputs, FloatBuffer truths) {
      for (int row = 0; row < outputs.length; row++) {
        double error = (double) outputs[row] - truths.get(row);
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
