package io.lifecycle4j.core.monitoring.quality;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Makes the probabilities of a classifier those that rows with labels show: isotonic regression of
 * each class against the others, scaled to a sum of 1 (Zadrozny and Elkan, KDD 2002, 694-699).
 *
 * <p>Immutable.
 */
final class Calibration {
  private final int rows;
  private final int classes;
  private final Isotonic[] ofClass;

  /**
   * Calibrates by rows with labels.
   *
   * @param probabilities {@code [rows][classes]}
   * @param labels the index of the class of each row
   */
  Calibration(double[][] probabilities, int[] labels) {
    check(labels.length > 0, "Invalid calibration: no rows (needs at least 1)");
    rows = labels.length;
    classes = probabilities[0].length;
    ofClass =
        IntStream.range(0, classes)
            .mapToObj(index -> isotonic(index, probabilities, labels))
            .toArray(Isotonic[]::new);
  }

  private static Isotonic isotonic(int index, double[][] probabilities, int[] labels) {
    boolean[] hits = new boolean[labels.length];
    for (int row = 0; row < labels.length; row++) {
      hits[row] = labels[row] == index;
    }
    return new Isotonic(
        Arrays.stream(probabilities).mapToDouble(row -> row[index]).toArray(), hits);
  }

  int rows() {
    return rows;
  }

  /** Probabilities whose places among the calibrated ones are known, to calibrate them often. */
  double[][] positions(double[][] probabilities) {
    double[][] positions = new double[probabilities.length][classes];
    for (int row = 0; row < positions.length; row++) {
      for (int i = 0; i < classes; i++) {
        positions[row][i] = ofClass[i].position(probabilities[row][i]);
      }
    }
    return positions;
  }

  /** Returns the calibrated probabilities at {@link #positions}. */
  double[][] calibrated(double[][] positions) {
    int[] once = new int[rows];
    Arrays.fill(once, 1);
    return calibrated(positions, once);
  }

  /** Returns them as calibrated by a sample of the rows, drawn with replacement. */
  double[][] calibrated(double[][] positions, SplittableRandom random) {
    int[] sample = new int[rows];
    for (int draw = 0; draw < rows; draw++) {
      sample[random.nextInt(rows)]++;
    }
    return calibrated(positions, sample);
  }

  private double[][] calibrated(double[][] positions, int[] weights) {
    double[][] fits =
        Arrays.stream(ofClass).map(each -> each.fit(weights)).toArray(double[][]::new);
    double[][] calibrated = new double[positions.length][classes];
    for (int row = 0; row < positions.length; row++) {
      double sum = 0;
      for (int i = 0; i < classes; i++) {
        calibrated[row][i] = Isotonic.value(fits[i], positions[row][i]);
        sum += calibrated[row][i];
      }
      for (int i = 0; i < classes; i++) {
        calibrated[row][i] = sum > 0 ? calibrated[row][i] / sum : 1.0 / classes;
      }
    }
    return calibrated;
  }
}
