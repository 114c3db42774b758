package io.lifecycle4j.core.monitoring.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Makes features of the same scale out of rows, and squares of sums of them, so that a linear
 * classifier finds changes of a variance and of a correlation as well. Many features are projected
 * onto random directions.
 */
final class ScaledFeatures {
  private static final int MOST = 64;

  /** Up to so many, the sum of each pair is squared. */
  private static final int PAIRED = 10;

  /** The square of an outlier would be all there is. */
  private static final double FARTHEST = 4;

  private final double[] means;
  private final double[] deviations;

  /** Directions that replace the features; none if there are few. */
  private final double[][] projections;

  /** Directions whose squares are features. */
  private final double[][] squared;

  private ScaledFeatures(double[] means, double[] deviations, SplittableRandom random) {
    this.means = means;
    this.deviations = deviations;
    int features = means.length;
    projections = features > MOST ? directions(MOST, features, random) : new double[0][];
    squared = squared(Math.min(features, MOST), random);
  }

  /** Takes the scale from all rows; which sample they are of does not matter. */
  static ScaledFeatures of(double[][] reference, double[][] window, SplittableRandom random) {
    int features = reference[0].length;
    double[] means = new double[features];
    double[] squares = new double[features];
    long[] counts = new long[features];
    Stream.of(reference, window)
        .flatMap(Arrays::stream)
        .forEach(
            row -> {
              for (int i = 0; i < features; i++) {
                if (Double.isFinite(row[i])) {
                  counts[i]++;
                  double apart = row[i] - means[i];
                  means[i] += apart / counts[i];
                  squares[i] += apart * (row[i] - means[i]);
                }
              }
            });
    Arrays.setAll(squares, i -> Math.sqrt(squares[i] / Math.max(1, counts[i])));
    return new ScaledFeatures(means, squares, random);
  }

  private static double[][] directions(int count, int features, SplittableRandom random) {
    double[][] directions = new double[count][features];
    double scale = Math.sqrt(1.0 / features);
    for (double[] direction : directions) {
      Arrays.setAll(direction, i -> random.nextBoolean() ? scale : -scale);
    }
    return directions;
  }

  private static double[][] squared(int features, SplittableRandom random) {
    List<double[]> directions = new ArrayList<>();
    for (int i = 0; i < features; i++) {
      directions.add(new double[features]);
      directions.get(i)[i] = 1;
    }
    if (features > PAIRED) {
      directions.addAll(List.of(directions(MOST, features, random)));
      return directions.toArray(double[][]::new);
    }
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < i; j++) {
        double[] pair = new double[features];
        pair[i] = Math.sqrt(0.5);
        pair[j] = pair[i];
        directions.add(pair);
      }
    }
    return directions.toArray(double[][]::new);
  }

  /** The number of features that are made. */
  int size() {
    return Math.min(means.length, MOST) + squared.length;
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
    double[] basis = projections.length == 0 ? scaled : products(projections, scaled);
    double[] squares = products(squared, basis);
    double[] made = Arrays.copyOf(basis, size());
    for (int i = 0; i < squares.length; i++) {
      double bounded = Math.min(FARTHEST, Math.abs(squares[i]));
      made[basis.length + i] = bounded * bounded;
    }
    return made;
  }

  private static double[] products(double[][] directions, double[] row) {
    return Arrays.stream(directions)
        .mapToDouble(direction -> LinearClassifier.product(direction, row))
        .toArray();
  }
}
