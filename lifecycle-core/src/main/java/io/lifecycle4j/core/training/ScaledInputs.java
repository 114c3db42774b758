package io.lifecycle4j.core.training;

import io.lifecycle4j.model.Baseline;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepared rows with mean 0 and deviation 1 in each column, so that a fit is well conditioned.
 *
 * @param rows {@code [row][column]}
 * @param means of the columns before
 * @param deviations of the columns before; 1 for a constant column
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ScaledInputs(double[][] rows, double[] means, double[] deviations) {
  /** Scales rows, which are replaced. */
  static ScaledInputs of(double[][] rows) {
    int width = rows[0].length;
    double[] means = LeastSquares.means(rows);
    double[] deviations = new double[width];
    for (int column = 0; column < width; column++) {
      double squares = 0;
      for (double[] row : rows) {
        row[column] -= means[column];
        squares += row[column] * row[column];
      }
      double deviation = Math.sqrt(squares / rows.length);
      deviations[column] = deviation > 1e-9 * Math.abs(means[column]) ? deviation : 1;
      for (double[] row : rows) {
        row[column] /= deviations[column];
      }
    }
    return new ScaledInputs(rows, means, deviations);
  }

  /**
   * Turns a linear function of the scaled rows into one of the rows before.
   *
   * @param weights {@code [output][column]}
   * @param constants {@code [output]}
   */
  Baseline linear(String name, double[][] weights, double[] constants) {
    List<Double> shifted = new ArrayList<>();
    List<List<Double>> unscaled = new ArrayList<>();
    for (int output = 0; output < constants.length; output++) {
      double constant = constants[output];
      List<Double> numbers = new ArrayList<>();
      for (int column = 0; column < means.length; column++) {
        double weight = weights[output][column] / deviations[column];
        numbers.add(weight);
        constant -= weight * means[column];
      }
      shifted.add(constant);
      unscaled.add(numbers);
    }
    return new Baseline.Linear(name, shifted, unscaled);
  }
}
