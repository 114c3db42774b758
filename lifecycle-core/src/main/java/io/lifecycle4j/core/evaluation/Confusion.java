package io.lifecycle4j.core.evaluation;

/** A confusion matrix: the number of rows by true and by predicted class. */
final class Confusion {
  /** The predicted class if the output of the model is not a number. */
  static final int NONE = -1;

  private final long[][] counts;
  private final long[] unchosen;

  Confusion(int classes, int[] labels, int[] choices, int[] weights) {
    counts = new long[classes][classes];
    unchosen = new long[classes];
    for (int row = 0; row < labels.length; row++) {
      if (choices[row] == NONE) {
        unchosen[labels[row]] += weights[row];
      } else {
        counts[labels[row]][choices[row]] += weights[row];
      }
    }
  }

  int classes() {
    return counts.length;
  }

  long count(int label, int choice) {
    return counts[label][choice];
  }

  ClassCounts of(int index) {
    long chosen = 0;
    long labeled = unchosen[index];
    long all = 0;
    for (int other = 0; other < classes(); other++) {
      chosen += counts[other][index];
      labeled += counts[index][other];
      all += unchosen[other];
      for (long count : counts[other]) {
        all += count;
      }
    }
    long hits = counts[index][index];
    return new ClassCounts(hits, chosen - hits, labeled - hits, all - chosen - labeled + hits);
  }

  Proportion accuracy() {
    long hits = 0;
    long rows = 0;
    for (int label = 0; label < classes(); label++) {
      hits += counts[label][label];
      rows += of(label).support();
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
