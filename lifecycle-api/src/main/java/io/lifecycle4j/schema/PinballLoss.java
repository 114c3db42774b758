package io.lifecycle4j.schema;

import java.util.List;

/**
 * The mean pinball loss over the quantiles: Koenker and Bassett, Econometrica 46 (1978), 33-50. Its
 * minimum is where each output is its quantile.
 */
record PinballLoss(QuantileRegression task) implements Task.Loss {
  @Override
  public double[] differentiate(List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient) {
    int rows = LabelCells.checkFit(task, outputs, targets, gradient);
    int width = task.quantiles().size();
    double[] losses = new double[rows];
    for (int i = 0; i < rows * width; i++) {
      double quantile = task.quantiles().get(i % width);
      double error = outputs.get(0).number(i) - targets.get(0).number(i / width);
      double slope = error > 0 ? 1 - quantile : -quantile;
      losses[i / width] += slope * error / width;
      // At the label itself, any slope between the two is one; 0 keeps an exact estimate.
      gradient.get(0).set(i, error == 0 ? 0 : slope / width);
    }
    return losses;
  }
}
