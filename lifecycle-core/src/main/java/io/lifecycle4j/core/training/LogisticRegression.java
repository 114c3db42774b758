package io.lifecycle4j.core.training;

import io.lifecycle4j.model.Baseline;

/**
 * Logistic regression with the squared penalty of scikit-learn's default ({@code C = 1}): binomial
 * for two classes, multinomial for more. Minimizes by L-BFGS, the same way each time.
 */
final class LogisticRegression {
  private final ScaledInputs inputs;
  private final int[] labels;
  private final int classes;

  /** The classes with weights of their own: of two classes, only the second. */
  private final int free;

  /** The weights of a class, and its constant. */
  private final int stride;

  private LogisticRegression(ScaledInputs inputs, int[] labels, int classes) {
    this.inputs = inputs;
    this.labels = labels;
    this.classes = classes;
    this.free = classes == 2 ? 1 : classes;
    this.stride = inputs.means().length + 1;
  }

  /**
   * Fits a score for each class, of which softmax makes probabilities.
   *
   * @param labels the index of the class of each row
   */
  static Baseline fit(String name, ScaledInputs inputs, int[] labels, int classes) {
    LogisticRegression regression = new LogisticRegression(inputs, labels, classes);
    double[] best =
        Lbfgs.minimize(regression::loss, new double[regression.free * regression.stride]);
    return regression.baseline(name, best);
  }

  private Baseline baseline(String name, double[] point) {
    double[][] weights = new double[classes][stride - 1];
    double[] constants = new double[classes];
    for (int own = 0; own < free; own++) {
      int label = classes - free + own;
      System.arraycopy(point, own * stride, weights[label], 0, stride - 1);
      constants[label] = point[own * stride + stride - 1];
    }
    return inputs.linear(name, weights, constants);
  }

  /** Returns the loss at a point, and writes its gradient. */
  private double loss(double[] point, double[] gradient) {
    double loss = penalty(point, gradient);
    double[] scores = new double[classes];
    for (int row = 0; row < labels.length; row++) {
      double[] numbers = inputs.rows()[row];
      for (int own = 0; own < free; own++) {
        int from = own * stride;
        double score = point[from + stride - 1];
        for (int i = 0; i < stride - 1; i++) {
          score += point[from + i] * numbers[i];
        }
        scores[classes - free + own] = score;
      }
      if (classes != free) {
        scores[0] = 0;
      }
      loss += toSlopes(scores, labels[row]);
      for (int own = 0; own < free; own++) {
        int from = own * stride;
        double slope = scores[classes - free + own];
        for (int i = 0; i < stride - 1; i++) {
          gradient[from + i] += slope * numbers[i];
        }
        gradient[from + stride - 1] += slope;
      }
    }
    return loss;
  }

  /** Half the squares of the weights for inputs that are not scaled. */
  private double penalty(double[] point, double[] gradient) {
    double penalty = 0;
    for (int own = 0; own < free; own++) {
      for (int i = 0; i < stride - 1; i++) {
        int place = own * stride + i;
        double deviation = inputs.deviations()[i];
        double weight = point[place] / deviation;
        penalty += weight * weight / 2;
        gradient[place] = weight / deviation;
      }
      gradient[own * stride + stride - 1] = 0;
    }
    return penalty;
  }

  /** Returns the loss of a row, and replaces its scores by the derivatives with respect to them. */
  private static double toSlopes(double[] scores, int label) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      greatest = Math.max(greatest, score);
    }
    double own = scores[label] - greatest;
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(scores[i] - greatest);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scores[i] / sum - (i == label ? 1 : 0);
    }
    return Math.log(sum) - own;
  }
}
