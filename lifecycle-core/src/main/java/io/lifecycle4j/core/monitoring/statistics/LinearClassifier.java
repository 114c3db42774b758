package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/** Fisher's linear discriminant with a ridge, which learns from more and more rows. */
final class LinearClassifier {
  private final int features;
  private final double[][] products;
  private final double[][] sums;
  private final double[] counts = new double[2];

  LinearClassifier(int features) {
    this.features = features;
    products = new double[features][features];
    sums = new double[2][features];
  }

  void learn(double[][] negative, double[][] positive) {
    learn(negative, 0);
    learn(positive, 1);
  }

  private void learn(double[][] rows, int label) {
    for (double[] row : rows) {
      counts[label]++;
      for (int i = 0; i < features; i++) {
        sums[label][i] += row[i];
        for (int j = 0; j <= i; j++) {
          products[i][j] += row[i] * row[j];
        }
      }
    }
  }

  /** Returns the direction in which the samples differ most, compared with how rows of one do. */
  double[] weights() {
    double all = counts[0] + counts[1];
    double ridge = features / all;
    double[][] within = new double[features][features];
    double[] apart = new double[features];
    for (int i = 0; i < features; i++) {
      apart[i] = sums[1][i] / counts[1] - sums[0][i] / counts[0];
      for (int j = 0; j <= i; j++) {
        double between = sums[0][i] * sums[0][j] / counts[0] + sums[1][i] * sums[1][j] / counts[1];
        within[i][j] = (products[i][j] - between) / all;
        within[j][i] = within[i][j];
      }
      within[i][i] += ridge * within[i][i] + 1e-6;
    }
    return new CholeskyDecomposition(new Array2DRowRealMatrix(within, false), 1e-9, 1e-12)
        .getSolver()
        .solve(new ArrayRealVector(apart, false))
        .toArray();
  }

  static double[] scores(double[] weights, double[][] rows) {
    return Arrays.stream(rows).mapToDouble(row -> product(weights, row)).toArray();
  }

  static double product(double[] weights, double[] row) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * row[i];
    }
    return sum;
  }
}
