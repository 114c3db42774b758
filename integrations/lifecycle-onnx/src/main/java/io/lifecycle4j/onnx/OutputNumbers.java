package io.lifecycle4j.onnx;

import io.lifecycle4j.error.PredictionFailedException;

/** What the numbers of an output in a file are, and how the numbers of a task are made of them. */
enum OutputNumbers {
  /** What the task needs, such as scores or an estimate: used as they are. */
  VALUES,

  /**
   * The probability of each class, one of which is true: the logarithm is taken, since softmax of
   * logarithms returns the probabilities.
   */
  CLASS_PROBABILITIES,

  /**
   * The probability of each label, any of which are true: the log-odds are taken, since the
   * logistic function of log-odds returns the probabilities.
   */
  LABEL_PROBABILITIES;

  /** How far the probabilities of classes may be from a sum of 1. */
  private static final double TOLERANCE = 1e-3;

  /**
   * Converts a row in place. Zeros become the smallest positive number, so that the result is
   * finite.
   *
   * @throws PredictionFailedException if a number is not a probability
   */
  void convert(double[] row, String output) {
    if (this == VALUES) {
      return;
    }
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      double p = row[i];
      sum += p;
      if (p < -TOLERANCE || p > 1 + TOLERANCE) {
        throw failure(output, "a probability is " + p + " (must be 0 to 1)");
      }
      double yes = Math.max(p, Float.MIN_NORMAL);
      row[i] =
          this == CLASS_PROBABILITIES
              ? Math.log(yes)
              : Math.log(yes) - Math.log(Math.max(1 - p, Float.MIN_NORMAL));
    }
    if (this == CLASS_PROBABILITIES && Math.abs(sum - 1) > TOLERANCE) {
      throw failure(output, "the probabilities of a row add up to " + sum + " (must be 1)");
    }
  }

  private static PredictionFailedException failure(String output, String problem) {
    return new PredictionFailedException(
        "Cannot run network: "
            + problem
            + "; if output "
            + output
            + " holds scores, link it by output(…)");
  }
}
