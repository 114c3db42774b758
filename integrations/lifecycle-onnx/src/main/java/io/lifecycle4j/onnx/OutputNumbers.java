package io.lifecycle4j.onnx;

import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;

/** What the numbers of an output in a file are, and how the numbers of a task are made of them. */
enum OutputNumbers {
  /** What the task needs, such as scores or an estimate: used as they are. */
  VALUES,

  /**
   * The probability of each class, one of which is true: the logarithm is taken, since softmax of
   * logarithms returns the probabilities.
   */
  CLASS_PROBABILITIES,

  /** The probability of the second of two classes: becomes that of both. */
  SECOND_CLASS_PROBABILITY,

  /**
   * The probability of each label, any of which are true: the log-odds are taken, since the
   * logistic function of log-odds returns the probabilities.
   */
  LABEL_PROBABILITIES;

  /** How far the probabilities of classes may be from a sum of 1. */
  private static final double TOLERANCE = 1e-3;

  /**
   * Returns the output that a file needs for an output of a model.
   *
   * @throws UntrustedModelException if the output of the model cannot be made of one
   */
  TensorSpec inFile(TensorSpec wanted) {
    if (this != SECOND_CLASS_PROBABILITY) {
      return wanted;
    }
    if (!wanted.row().equals(List.of(2))) {
      throw OnnxPolicy.refused(
          "the probability of the second class cannot become %s (must be scores of two classes)"
              .formatted(wanted));
    }
    return TensorSpec.float32(wanted.name(), 1);
  }

  /**
   * Converts a row. Zeros become the smallest positive number, so that the result is finite.
   *
   * @param from the numbers in the file
   * @param to receives the numbers of the model
   * @throws PredictionFailedException if a number is not a probability
   */
  void convert(double[] from, double[] to, String output) {
    if (this == VALUES) {
      System.arraycopy(from, 0, to, 0, to.length);
      return;
    }
    double sum = 0;
    for (double p : from) {
      sum += p;
      check(!(p < -TOLERANCE) && !(p > 1 + TOLERANCE), output, "a probability is ", p, "0 to 1");
    }
    switch (this) {
      case CLASS_PROBABILITIES -> {
        check(!(Math.abs(sum - 1) > TOLERANCE), output, "probabilities add up to ", sum, "1");
        for (int i = 0; i < to.length; i++) {
          to[i] = log(from[i]);
        }
      }
      case SECOND_CLASS_PROBABILITY -> {
        to[0] = log(1 - from[0]);
        to[1] = log(from[0]);
      }
      default -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = log(from[i]) - log(1 - from[i]);
        }
      }
    }
  }

  private static double log(double probability) {
    return Math.log(Math.max(probability, Float.MIN_NORMAL));
  }

  private static void check(
      boolean valid, String output, String problem, double number, String needed) {
    if (!valid) {
      throw new PredictionFailedException(
          "Cannot run network: "
              + problem
              + number
              + " (must be "
              + needed
              + "); if output "
              + output
              + " holds scores, link it by output(…)");
    }
  }
}
