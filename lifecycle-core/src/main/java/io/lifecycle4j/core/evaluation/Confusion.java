package io.lifecycle4j.core.evaluation;

/** Rows of a classification, counted by their class and by the class that was chosen. */
final class Confusion {
  /** In place of a class, where the model put out what is no number. */
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

  ClassCounts of(int name) {
    long chosen = 0;
    long labelled = unchosen[name];
    long all = 0;
    for (int other = 0; other < classes(); other++) {
      chosen += counts[other][name];
      labelled += counts[name][other];
      all += unchosen[other];
      for (long count : counts[other]) {
        all += count;
      }
    }
    long hits = counts[name][name];
    return new ClassCounts(hits, chosen - hits, labelled - hits, all - chosen - labelled + hits);
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
   * The correlation of label and choice: Matthews 1975, for several classes Gorodkin 2004. NaN
   * where all rows have one class, or one choice.
   */
  double matthews() {
    double rows = accuracy().rows();
    double product = accuracy().hits() * rows;
    double labels = rows * rows;
    double choices = rows * rows;
    for (int name = 0; name < classes(); name++) {
      ClassCounts one = of(name);
      double chosen = one.truePositives() + (double) one.falsePositives();
      product -= one.support() * chosen;
      labels -= (double) one.support() * one.support();
      choices -= chosen * chosen;
    }
    return product / Math.sqrt(labels * choices);
  }
}
