package io.lifecycle4j.core.training;

import io.lifecycle4j.model.Baseline;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Linear regression by the normal equations of scaled inputs.
 *
 * <p>Columns may depend on each other, such as those of a one-hot encoding: a ridge of 1e-9 makes
 * the solution unique, and moves predictions by about that.
 */
final class LeastSquares {
  private static final double RIDGE = 1e-9;
  private static final double SYMMETRY = 1e-9;
  private static final double LEAST_PIVOT = 1e-13;

  private LeastSquares() {}

  /** Returns the mean of each column. */
  static double[] means(double[][] rows) {
    double[] means = new double[rows[0].length];
    for (int column = 0; column < means.length; column++) {
      double sum = 0;
      for (double[] row : rows) {
        sum += row[column];
      }
      means[column] = sum / rows.length;
    }
    return means;
  }

  /**
   * Fits a linear function.
   *
   * @param targets {@code [row][output]}
   */
  static Baseline fit(String name, ScaledInputs inputs, double[][] targets) {
    int width = inputs.means().length;
    double[] means = means(targets);
    double[][] products = new double[width][width];
    double[][] sides = new double[width][means.length];
    for (int row = 0; row < targets.length; row++) {
      double[] numbers = inputs.rows()[row];
      for (int i = 0; i < width; i++) {
        for (int j = 0; j <= i; j++) {
          products[i][j] += numbers[i] * numbers[j] / targets.length;
        }
        for (int output = 0; output < means.length; output++) {
          sides[i][output] += numbers[i] * (targets[row][output] - means[output]) / targets.length;
        }
      }
    }
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < i; j++) {
        products[j][i] = products[i][j];
      }
      products[i][i] += RIDGE;
    }
    RealMatrix weights =
        new CholeskyDecomposition(new Array2DRowRealMatrix(products, false), SYMMETRY, LEAST_PIVOT)
            .getSolver()
            .solve(new Array2DRowRealMatrix(sides, false));
    return inputs.linear(name, weights.transpose().getData(), means);
  }
}
