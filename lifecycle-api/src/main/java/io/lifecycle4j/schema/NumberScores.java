package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.List;

/** Scores of a regression model. */
final class NumberScores implements Task.Scores {
  private static final String RMSE = "rmse";
  private static final String MAE = "mae";
  private static final String BASELINE = "baseline_rmse";

  private final double[] labels;
  private final double[] errors;

  NumberScores(Tensor values, Tensor targets) {
    this.labels = new double[targets.size()];
    this.errors = new double[labels.length];
    for (int row = 0; row < labels.length; row++) {
      double label = targets.number(row);
      check(
          Double.isFinite(label),
          "Invalid label of row %s: %s (must be a finite number)",
          row,
          label);
      labels[row] = label;
      errors[row] = values.number(row) - label;
    }
  }

  @Override
  public List<Task.Metric> metrics() {
    return List.of(
        new Task.Metric(BASELINE, Task.Better.NONE),
        new Task.Metric(MAE, Task.Better.LOWER),
        new Task.Metric(RMSE, Task.Better.LOWER));
  }

  @Override
  public double metric(String name, int[] rows) {
    return switch (name) {
      case RMSE -> rmse(rows);
      case MAE -> mae(rows);
      case BASELINE -> deviation(rows);
      default -> Double.NaN;
    };
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
      mean += labels[row] / rows.length;
    }
    double sum = 0;
    for (int row : rows) {
      sum += (labels[row] - mean) * (labels[row] - mean);
    }
    return Math.sqrt(sum / rows.length);
  }
}
