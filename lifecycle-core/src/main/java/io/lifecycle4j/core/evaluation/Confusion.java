package io.lifecycle4j.core.evaluation;

/** A confusion matrix: the number of rows by true and by predicted class. */
final class Confusion {
  /** The predicted class if the output of the model is not a number. */
  static final int NONE = -1;

  private final long[][] counts;

  /** The number of rows of each class, of each predicted class, and of all. */
  private final long[] labeled;

  private final long[] chosen;
  private final long rows;

  Confusion(int classes, int[] labels, int[] choices, int[] weights) {
    counts = new long[classes][classes];
    labeled = new long[classes];
    chosen = new long[classes];
    for (int row = 0; row < labels.length; row++) {
      labeled[labels[row]] += weights[row];
      if (choices[row] != NONE) {
        counts[labels[row]][choices[row]] += weights[row];
      }
    }
    long all = 0;
    for (int label = 0; label < classes; label++) {
      all += labeled[label];
      for (int choice = 0; choice < classes; choice++) {
        chosen[choice] += counts[label][choice];
      }
    }
    rows = all;
  }

  int classes() {
    return counts.length;
  }

  long count(int label, int choice) {
    return counts[label][choice];
  }

  ClassCounts of(int index) {
    long hits = counts[index][index];
    long missed = labeled[index] - hits;
    return new ClassCounts(hits, chosen[index] - hits, missed, rows - chosen[index] - missed);
  }

  Proportion accuracy() {
    long hits = 0;
    for (int label = 0; label < classes(); label++) {
      hits += counts[label][label];
    }
    return new Proportion(hits, rows);
  }

  /**
   * Returns the correlation of label and prediction: Matthews 1975; for several classes Gorodkin
   * 2004. NaN if all labels or all predictions are the same class.
   */
  double matthews() {
    double rows = accuracy().rows();
    double product = accuracy().hits() * rows;
    double labels = rows * rows;
    double choices = rows * rows;
    for (int index = 0; index < classes(); index++) {
      ClassCounts one = of(index);
      double chosen = one.truePositives() + (double) one.falsePositives();
      product -= one.support() * chosen;
      labels -= (double) one.support() * one.support();
      choices -= chosen * chosen;
    }
    return product / Math.sqrt(labels * choices);
  }
}
