package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.ConfusionMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A confusion matrix: the number of rows by true and by predicted class. */
final class Confusion {
  /** The predicted class if the output of the model is not a number. */
  static final int NONE = -1;

  private final long[][] counts;

  private static final long SCALE = 1_000;

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
    rows = count();
  }

  private Confusion(long[][] counts, long[] labeled) {
    this.counts = counts;
    this.labeled = labeled;
    this.chosen = new long[counts.length];
    rows = count();
  }

  /** Sums up the predicted classes and all rows. */
  private long count() {
    long all = 0;
    for (int label = 0; label < counts.length; label++) {
      all += labeled[label];
      for (int choice = 0; choice < counts.length; choice++) {
        chosen[choice] += counts[label][choice];
      }
    }
    return all;
  }

  /**
   * Returns the matrix of a model that predicts no row wrongly, but some of a class, spread over
   * the other classes, as shares of many rows.
   *
   * @param label the class
   * @param share the share of its rows that are wrong
   */
  Confusion withErrors(int label, double share) {
    long[][] changed = new long[classes()][classes()];
    long[] many = new long[classes()];
    for (int index = 0; index < classes(); index++) {
      many[index] = labeled[index] * SCALE * (classes() - 1);
      changed[index][index] = many[index];
    }
    long moved = Math.round(labeled[label] * SCALE * share);
    Arrays.setAll(
        changed[label], choice -> choice == label ? many[label] - moved * (classes() - 1) : moved);
    return new Confusion(changed, many);
  }

  int classes() {
    return counts.length;
  }

  /** Returns the counts with the names of the classes. */
  ConfusionMatrix of(List<String> names) {
    return new ConfusionMatrix(
        names, Arrays.stream(counts).map(row -> LongStream.of(row).boxed().toList()).toList());
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
