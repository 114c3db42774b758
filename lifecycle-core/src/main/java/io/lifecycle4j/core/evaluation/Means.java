package io.lifecycle4j.core.evaluation;

/** Weighted means of rows. */
final class Means {
  private Means() {}

  /** Returns the mean; NaN if no row counts, or if the value of a row that counts is NaN. */
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
