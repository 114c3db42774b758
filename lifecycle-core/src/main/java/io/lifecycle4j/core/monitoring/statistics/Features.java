package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Makes features of the same scale out of rows, and their squares, so that a linear classifier
 * finds changes of a variance as well. Many features are projected onto random directions.
 */
final class Features {
  private static final int MOST = 64;

  private final double[] means;
  private final double[] deviations;
  private final double[][] directions;

  private Features(double[] means, double[] deviations, double[][] directions) {
    this.means = means;
    this.deviations = deviations;
    this.directions = directions;
  }

  /** Takes the scale from all rows; which sample they are of does not matter. */
  static Features of(double[][] reference, double[][] window, SplittableRandom random) {
    int features = reference[0].length;
    double[] sums = new double[features];
    double[] squares = new double[features];
    long[] counts = new long[features];
    Stream.of(reference, window)
        .flatMap(Arrays::stream)
        .forEach(
            row -> {
              for (int i = 0; i < features; i++) {
                if (Double.isFinite(row[i])) {
                  counts[i]++;
                  double apart = row[i] - sums[i];
                  sums[i] += apart / counts[i]; // the mean so far
                  squares[i] += apart * (row[i] - sums[i]);
                }
              }
            });
    Arrays.setAll(squares, i -> Math.sqrt(squares[i] / Math.max(1, counts[i])));
    return new Features(
        sums, squares, features > MOST ? directions(features, random) : new double[0][]);
  }

  private static double[][] directions(int features, SplittableRandom random) {
    double[][] directions = new double[MOST][features];
    double scale = Math.sqrt(1.0 / features);
    for (double[] direction : directions) {
      Arrays.setAll(direction, i -> random.nextBoolean() ? scale : -scale);
    }
    return directions;
  }

  /** The number of features that are made. */
  int size() {
    return 2 * (directions.length == 0 ? means.length : directions.length);
  }

  /** Makes those of one of equal parts of the rows. */
  double[][] rows(double[][] rows, int part, int parts) {
    int from = (int) ((long) rows.length * part / parts);
    int to = (int) ((long) rows.length * (part + 1) / parts);
    return Arrays.stream(rows, from, to).map(this::row).toArray(double[][]::new);
  }

  private double[] row(double[] row) {
    double[] scaled = new double[means.length];
    for (int i = 0; i < scaled.length; i++) {
      boolean usable = Double.isFinite(row[i]) && deviations[i] > 0;
      scaled[i] = usable ? (row[i] - means[i]) / deviations[i] : 0;
    }
    double[] basis = directions.length == 0 ? scaled : projected(scaled);
    double[] made = Arrays.copyOf(basis, 2 * basis.length);
    for (int i = 0; i < basis.length; i++) {
      double bounded = Math.min(4, Math.abs(basis[i])); // the square of an outlier would be all
      made[basis.length + i] = bounded * bounded;
    }
    return made;
  }

  private double[] projected(double[] scaled) {
    double[] sums = new double[directions.length];
    for (int d = 0; d < sums.length; d++) {
      for (int i = 0; i < scaled.length; i++) {
        sums[d] += directions[d][i] * scaled[i];
      }
    }
    return sums;
  }
}
