package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.CalibrationBin;
import java.util.ArrayList;
import java.util.List;

/** The errors of the probabilities of a classifier, row by row, and their metrics. */
final class ProbabilityErrors {
  /** The number of bins of the calibration error: Guo et al., ICML 2017. */
  private static final int BINS = 15;

  /** Keeps the loss finite if the true class has probability 0, as scikit-learn does. */
  private static final double LEAST = Math.ulp(1.0);

  private final double[] losses;
  private final double[] squares;
  private final int[] ranks;

  /** Whether the class of a row is the first of those with the highest probability. */
  private final boolean[] right;

  /** The highest probability of each row, and its bin. */
  private final double[] greatest;

  private final int[] bins;

  /**
   * Measures each row.
   *
   * @param probabilities {@code [rows][classes]}; NaN if the output is not a number
   */
  ProbabilityErrors(double[][] probabilities, int[] labels) {
    this.losses = new double[labels.length];
    this.squares = new double[labels.length];
    this.ranks = new int[labels.length];
    this.right = new boolean[labels.length];
    this.greatest = new double[labels.length];
    this.bins = new int[labels.length];
    for (int row = 0; row < labels.length; row++) {
      measure(row, probabilities[row], labels[row]);
    }
  }

  private void measure(int row, double[] predicted, int label) {
    double own = predicted[label];
    losses[row] = -Math.log(Math.min(Math.max(own, LEAST), 1 - LEAST));
    double square = 0;
    int better = 0;
    boolean laterFirst = predicted.length > 2;
    for (int index = 0; index < predicted.length; index++) {
      double target = index == label ? 1 : 0;
      square += (predicted[index] - target) * (predicted[index] - target);
      boolean first = laterFirst ? index > label : index < label;
      better += predicted[index] > own || (predicted[index] == own && first) ? 1 : 0;
    }
    squares[row] = predicted.length == 2 ? square / 2 : square;
    ranks[row] = Double.isNaN(own) ? predicted.length : better;
    greatest[row] = greatest(predicted);
    right[row] = first(predicted, greatest[row]) == label;
    bins[row] = (int) Math.min(BINS - 1, Math.max(0, Math.ceil(greatest[row] * BINS) - 1));
  }

  /** Returns the mean of the negative logarithm of the probability of the true class, in nats. */
  double logLoss(int[] weights) {
    return Means.of(losses, weights);
  }

  /**
   * Returns the mean squared difference from the one-hot label: Brier 1950. For two classes that of
   * one of them, 0 to 1; for more classes the sum over all, 0 to 2.
   */
  double brier(int[] weights) {
    return Means.of(squares, weights);
  }

  /**
   * Returns whether the class of a row is among the {@code k} most probable ones. Of equal
   * probabilities those of later classes come first, and that of the first of two classes, as in
   * scikit-learn's {@code top_k_accuracy_score}.
   */
  boolean isAmong(int k, int row) {
    return ranks[row] < k;
  }

  /**
   * Returns the mean difference between the probability of the predicted class and its accuracy,
   * over {@value #BINS} bins of that probability, weighted by rows: Naeini et al., AAAI 2015.
   */
  double calibrationError(int[] weights) {
    Bins sums = new Bins(weights);
    double sum = 0;
    long rows = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(sums.hits[bin] - sums.confidence[bin]);
      rows += sums.rows[bin];
    }
    return sum / rows;
  }

  /** Returns the bins of the {@link #calibrationError} that have rows. */
  List<CalibrationBin> calibration(int[] weights) {
    Bins sums = new Bins(weights);
    List<CalibrationBin> curve = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      double rows = sums.rows[bin];
      if (rows > 0) {
        curve.add(
            new CalibrationBin(
                (double) bin / BINS,
                (bin + 1.0) / BINS,
                sums.rows[bin],
                sums.confidence[bin] / rows,
                sums.hits[bin] / rows));
      }
    }
    return curve;
  }

  /** Sums over the rows of each bin. */
  private final class Bins {
    final double[] confidence = new double[BINS];
    final long[] hits = new long[BINS];
    final long[] rows = new long[BINS];

    Bins(int[] weights) {
      for (int row = 0; row < bins.length; row++) {
        if (weights[row] > 0) { // 0 times NaN would be NaN
          confidence[bins[row]] += weights[row] * greatest[row];
          hits[bins[row]] += right[row] ? weights[row] : 0;
          rows[bins[row]] += weights[row];
        }
      }
    }
  }

  private static double greatest(double[] predicted) {
    double greatest = 0;
    for (double probability : predicted) {
      greatest = Math.max(greatest, probability);
    }
    return greatest;
  }

  /** Returns the index of a probability; -1 if there is none, as if all are NaN. */
  private static int first(double[] predicted, double probability) {
    for (int index = 0; index < predicted.length; index++) {
      if (predicted[index] == probability) {
        return index;
      }
    }
    return -1;
  }
}
