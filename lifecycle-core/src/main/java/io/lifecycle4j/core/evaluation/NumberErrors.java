package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The errors of a regression, row by row, and their metrics. */
final class NumberErrors {
  /** The least label in {@link #mape}, as in scikit-learn. */
  private static final double LEAST = Math.ulp(1.0);

  private final double[] labels;
  private final double[] errors;
  private final int[] bySize;

  NumberErrors(double[] estimates, double[] labels) {
    ClassMetrics.checkRows(
        "estimates", required(estimates, "estimates").length, required(labels, "labels").length);
    for (int row = 0; row < labels.length; row++) {
      check(
          Double.isFinite(labels[row]),
          "Invalid label of row %s: %s (must be a finite number)",
          row,
          labels[row]);
    }
    this.labels = labels;
    this.errors = new double[labels.length];
    Arrays.setAll(errors, row -> estimates[row] - labels[row]);
    Integer[] rows = new Integer[labels.length];
    Arrays.setAll(rows, row -> row);
    Arrays.sort(rows, Comparator.comparingDouble((Integer row) -> Math.abs(errors[row])));
    this.bySize = Arrays.stream(rows).mapToInt(Integer::intValue).toArray();
  }

  /** Returns the interval of a metric that is made of a mean over the rows; empty for others. */
  Optional<Interval> interval(String metric, int[] weights) {
    return switch (metric) {
      case "rmse" ->
          Bootstrap.ofMean(values(row -> errors[row] * errors[row]), weights)
              .map(it -> new Interval(Math.sqrt(it.lower()), Math.sqrt(it.upper())));
      case "mae" -> Bootstrap.ofMean(values(row -> Math.abs(errors[row])), weights);
      case "mape" -> Bootstrap.ofMean(values(this::share), weights);
      default -> Optional.empty();
    };
  }

  private double[] values(IntToDoubleFunction value) {
    return IntStream.range(0, errors.length).mapToDouble(value).toArray();
  }

  /** Returns the absolute error as a share of the label. */
  private double share(int row) {
    return Math.abs(errors[row]) / Math.max(Math.abs(labels[row]), LEAST);
  }

  /** Returns the root of the mean squared error, in the unit of the label. */
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

  /** Returns the mean absolute error, in the unit of the label. */
  double mae(int[] weights) {
    double sum = 0;
    for (int row = 0; row < errors.length; row++) {
      sum += weights[row] == 0 ? 0 : weights[row] * Math.abs(errors[row]);
    }
    return sum / rows(weights);
  }

  /** Returns the median absolute error; the mean of the two middle ones if the number is even. */
  double medianAbsoluteError(int[] weights) {
    long rows = rows(weights);
    return (absolute(weights, (rows - 1) / 2) + absolute(weights, rows / 2)) / 2;
  }

  private double absolute(int[] weights, long index) {
    long passed = 0;
    for (int row : bySize) {
      passed += weights[row];
      if (passed > index) {
        return Math.abs(errors[row]);
      }
    }
    return Double.NaN;
  }

  /**
   * Returns the share of the variance of the label that is explained; negative for a model that is
   * worse than the mean, NaN if all labels are equal.
   */
  double r2(int[] weights) {
    double variance = deviations(weights);
    return variance == 0 ? Double.NaN : 1 - squares(weights) / variance;
  }

  /** Returns the population standard deviation of the label. */
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

  /** Returns the mean absolute error as a share of the label: 0.1 is 10 %. */
  double mape(int[] weights) {
    double sum = 0;
    for (int row = 0; row < errors.length; row++) {
      if (weights[row] > 0) {
        sum += weights[row] * share(row);
      }
    }
    return sum / rows(weights);
  }

  /**
   * Returns the mean pinball loss of estimates of a quantile: Koenker and Bassett, Econometrica 46
   * (1978), 33-50.
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
