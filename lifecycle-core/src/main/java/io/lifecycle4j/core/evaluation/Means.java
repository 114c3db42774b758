package io.lifecycle4j.core.evaluation;

/** Means of rows that count more or less often. */
final class Means {
  private Means() {}

  /** Returns the mean; NaN where a row that counts has none, or no row counts. */
  static double of(double[] values, int[] weights) {
    double sum = 0;
    long rows = 0;
    for (int row = 0; row < values.length; row++) {
      if (weights[row] > 0) {
        sum += weights[row] * values[row];
        rows += weights[row];
      }
    }
    return sum / rows;
  }
}
