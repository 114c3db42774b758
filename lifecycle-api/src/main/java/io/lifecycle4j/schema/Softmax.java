package io.lifecycle4j.schema;

/** Turns the scores of a row, one for each class, into probabilities. */
final class Softmax {
  private Softmax() {}

  /** Returns the index of the class with the greatest score, the first of equals. */
  static int best(Tensor scores, int row, int classes) {
    int from = row * classes;
    int best = 0;
    double greatest = scores.number(from);
    for (int i = 1; i < classes; i++) {
      double score = scores.number(from + i);
      if (score > greatest) {
        best = i;
        greatest = score;
      }
    }
    return best;
  }

  /** Returns the greatest probability of all classes, without an allocation. */
  static double greatest(Tensor scores, int row, int classes) {
    int from = row * classes;
    double greatest = scores.number(from + best(scores, row, classes));
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += Math.exp(scores.number(from + i) - greatest);
    }
    return 1 / sum;
  }

  /** Returns the probability of one class, 0 to 1, without an allocation. */
  static double of(Tensor scores, int row, int classes, int index) {
    int from = row * classes;
    double greatest = scores.number(from + best(scores, row, classes));
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += Math.exp(scores.number(from + i) - greatest);
    }
    return Math.exp(scores.number(from + index) - greatest) / sum;
  }

  /** Returns the probability of each class, 0 to 1. */
  static double[] all(Tensor scores, int row, int classes) {
    double[] shares = new double[classes];
    write(scores, row, classes, shares);
    return shares;
  }

  /** Writes the probability of each class, 0 to 1, without an allocation. */
  static void write(Tensor scores, int row, int classes, double[] shares) {
    int from = row * classes;
    // Differences from the greatest neither overflow nor become NaN for a score of -infinity.
    double greatest = scores.number(from + best(scores, row, classes));
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      shares[i] = Math.exp(scores.number(from + i) - greatest);
      sum += shares[i];
    }
    for (int i = 0; i < classes; i++) {
      shares[i] /= sum;
    }
  }
}
