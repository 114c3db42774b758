package io.lifecycle4j.core.evaluation;

import java.util.Arrays;
import java.util.Comparator;

/** Numbers that a model estimated, beside the true ones, and what they are measured by. */
final class NumberErrors {
  /** Below this a label counts as this in {@link #mape}, as in scikit-learn. */
  private static final double LEAST = Math.ulp(1.0);

  private final double[] labels;
  private final double[] errors;
  private final int[] bySize;

  NumberErrors(double[] estimates, double[] labels) {
    this.labels = labels;
    this.errors = new double[labels.length];
    Arrays.setAll(errors, row -> estimates[row] - labels[row]);
    Integer[] rows = new Integer[labels.length];
    Arrays.setAll(rows, row -> row);
    Arrays.sort(rows, Comparator.comparingDouble((Integer row) -> Math.abs(errors[row])));
    this.bySize = Arrays.stream(rows).mapToInt(Integer::intValue).toArray();
  }

  /** The root of the mean squared error, in the unit of the label. */
  double rmse(int[] weights) {
    return Math.sqrt(squares(weights) / rows(weights));
  }

  private double squares(int[] weights) {
    double sum = 0;
    for (int row = 0; row < errors.length; row++) {
      sum += weights[row] == 0 ? 0 : weights[row] * errors[row] * errors[row];
    }
    return sum;
  }

  private static long rows(int[] weights) {
    long rows = 0;
    for (int weight : weights) {
      rows += weight;
    }
    return rows;
  }

  /** The mean absolute error, in the unit of the label. */
  double mae(int[] weights) {
    double sum = 0;
    for (int row = 0; row < errors.length; row++) {
      sum += weights[row] == 0 ? 0 : weights[row] * Math.abs(errors[row]);
    }
    return sum / rows(weights);
  }

  /**
   * The median of the absolute errors; of an even number of rows the mean of the two middle ones.
   */
  double medianAbsoluteError(int[] weights) {
    long rows = rows(weights);
    return (absolute(weights, (rows - 1) / 2) + absolute(weights, rows / 2)) / 2;
  }

  private double absolute(int[] weights, long place) {
    long passed = 0;
    for (int row : bySize) {
      passed += weights[row];
      if (passed > place) {
        return Math.abs(errors[row]);
      }
    }
    return Double.NaN;
  }

  /**
   * The share of the variance of the label that is explained; below 0 for a model that is worse
   * than the mean. NaN where all labels are equal.
   */
  double r2(int[] weights) {
    double variance = deviations(weights);
    return variance == 0 ? Double.NaN : 1 - squares(weights) / variance;
  }

  /** The root of the mean squared distance of the label from its mean. */
  double deviation(int[] weights) {
    return Math.sqrt(deviations(weights) / rows(weights));
  }

  private double deviations(int[] weights) {
    double mean = Means.of(labels, weights);
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum += weights[row] * (labels[row] - mean) * (labels[row] - mean);
    }
    return sum;
  }

  /** The mean absolute error as a share of the label; 0.1 is ten per cent. */
  double mape(int[] weights) {
    double sum = 0;
    for (int row = 0; row < errors.length; row++) {
      if (weights[row] > 0) {
        sum += weights[row] * Math.abs(errors[row]) / Math.max(Math.abs(labels[row]), LEAST);
      }
    }
    return sum / rows(weights);
  }

  /**
   * The mean pinball loss of estimates of a quantile: Koenker and Bassett, Econometrica 46 (1978),
   * 33-50.
   *
   * @param quantile above 0 and below 1
   */
  double pinball(double quantile, int[] weights) {
    double sum = 0;
    for (int row = 0; row < errors.length; row++) {
      double error = errors[row];
      sum +=
          weights[row] == 0 ? 0 : weights[row] * (error > 0 ? (1 - quantile) : -quantile) * error;
    }
    return sum / rows(weights);
  }
}
