package io.lifecycle4j.core.evaluation;

/** Probabilities that a model gave to each class, row by row, and what they are measured by. */
final class ClassProbabilities {
  /** Bins of equal width of the calibration error: Guo et al., ICML 2017. */
  static final int BINS = 15;

  /** Keeps the loss of a class that was ruled out, and was true, finite; as scikit-learn does. */
  private static final double LEAST = Math.ulp(1.0);

  private final double[][] probabilities;
  private final int[] labels;
  private final double[] losses;
  private final double[] squares;
  private final int[] ranks;

  /**
   * Creates probabilities.
   *
   * @param probabilities {@code [rows][classes]}, which sum to 1; NaN where a model gave none
   * @param labels the class of each row
   */
  ClassProbabilities(double[][] probabilities, int[] labels) {
    this.probabilities = probabilities;
    this.labels = labels;
    this.losses = new double[labels.length];
    this.squares = new double[labels.length];
    this.ranks = new int[labels.length];
    for (int row = 0; row < labels.length; row++) {
      measure(row);
    }
  }

  private void measure(int row) {
    double[] given = probabilities[row];
    double own = given[labels[row]];
    losses[row] = -Math.log(Math.min(Math.max(own, LEAST), 1 - LEAST));
    double square = 0;
    int better = 0;
    for (int name = 0; name < given.length; name++) {
      double target = name == labels[row] ? 1 : 0;
      square += (given[name] - target) * (given[name] - target);
      better += given[name] > own || (given[name] == own && name < labels[row]) ? 1 : 0;
    }
    squares[row] = given.length == 2 ? square / 2 : square;
    ranks[row] = Double.isNaN(own) ? given.length : better;
  }

  /** The mean of the negative logarithm of the probability of the true class, in nats. */
  double logLoss(int[] weights) {
    return Means.of(losses, weights);
  }

  /**
   * The mean squared distance from certainty: Brier 1950. For two classes that of one of them, 0 to
   * 1; for more the sum over all classes, 0 to 2.
   */
  double brier(int[] weights) {
    return Means.of(squares, weights);
  }

  /** The share of rows whose class is among the most probable ones. */
  Proportion topK(int k, int[] weights) {
    long hits = 0;
    long rows = 0;
    for (int row = 0; row < ranks.length; row++) {
      hits += ranks[row] < k ? weights[row] : 0;
      rows += weights[row];
    }
    return new Proportion(hits, rows);
  }

  /**
   * The mean distance between the probability of the most probable class and how often it is right,
   * over {@value #BINS} bins of that probability, weighted by rows: Naeini et al., AAAI 2015.
   */
  double calibrationError(int[] weights) {
    double[] confidence = new double[BINS];
    long[] hits = new long[BINS];
    long rows = 0;
    for (int row = 0; row < labels.length; row++) {
      double greatest = greatest(probabilities[row]);
      if (weights[row] > 0 && Double.isNaN(greatest)) {
        return Double.NaN;
      }
      int bin = (int) Math.min(BINS - 1, Math.max(0, Math.ceil(greatest * BINS) - 1));
      confidence[bin] += weights[row] * greatest;
      hits[bin] += ranks[row] == 0 ? weights[row] : 0;
      rows += weights[row];
    }
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(hits[bin] - confidence[bin]);
    }
    return sum / rows;
  }

  private static double greatest(double[] given) {
    double greatest = 0;
    for (double probability : given) {
      greatest = Math.max(greatest, probability);
    }
    return greatest;
  }
}
