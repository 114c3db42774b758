package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.List;

/** Scores of a model that estimates numbers. */
final class NumberScores implements Scores {
  private final double[] truths;
  private final double[] errors;

  NumberScores(float[] outputs, float[] truths) {
    this.truths = new double[truths.length];
    this.errors = new double[truths.length];
    for (int row = 0; row < truths.length; row++) {
      check(
          Float.isFinite(truths[row]),
          "Invalid truth of row %s: %s (must be a finite number)",
          row,
          truths[row]);
      this.truths[row] = truths[row];
      errors[row] = (double) outputs[row] - truths[row];
    }
  }

  @Override
  public List<Metric> metrics() {
    return Metric.REGRESSION;
  }

  @Override
  public double metric(Metric metric, int[] rows) {
    return switch (metric) {
      case RMSE -> rmse(rows);
      case MAE -> mae(rows);
      case BASELINE_RMSE -> deviation(rows);
      default -> Double.NaN;
    };
  }

  @Override
  public boolean correct(int row) {
    Metric.named(Metric.ACCURACY.label(), Metric.REGRESSION);
    return false;
  }

  private double rmse(int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum += errors[row] * errors[row];
    }
    return Math.sqrt(sum / rows.length);
  }

  private double mae(int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum += Math.abs(errors[row]);
    }
    return sum / rows.length;
  }

  private double deviation(int[] rows) {
    double mean = 0;
    for (int row : rows) {
      mean += truths[row] / rows.length;
    }
    double sum = 0;
    for (int row : rows) {
      sum += (truths[row] - mean) * (truths[row] - mean);
    }
    return Math.sqrt(sum / rows.length);
  }
}
