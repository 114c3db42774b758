package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.function.IntPredicate;

/** A share of rows. */
record Proportion(long hits, long rows) {
  /** The 97.5 % quantile of the standard normal distribution. */
  static final double Z = 1.959963984540054;

  /** Selects rows. */
  static boolean[] rows(int count, IntPredicate which) {
    boolean[] rows = new boolean[count];
    for (int row = 0; row < count; row++) {
      rows[row] = which.test(row);
    }
    return rows;
  }

  /** Counts rows, each as many times as its weight. */
  static Proportion of(boolean[] counted, int[] weights) {
    long hits = 0;
    long rows = 0;
    for (int row = 0; row < counted.length; row++) {
      hits += counted[row] ? weights[row] : 0;
      rows += weights[row];
    }
    return new Proportion(hits, rows);
  }

  /** Returns the share, 0 to 1; NaN if there are no rows. */
  double value() {
    return (double) hits / rows;
  }

  /**
   * Returns the score interval: Wilson, Journal of the American Statistical Association 22 (1927),
   * 209-212. Unlike the interval of the normal approximation, it stays within 0 and 1, and has a
   * width even if all rows or none count.
   */
  Interval interval() {
    return interval(value(), rows);
  }

  /** Returns {@link #interval()} of a share that need not be of whole rows. */
  static Interval interval(double share, long rows) {
    double square = Z * Z / rows;
    double center = (share + square / 2) / (1 + square);
    double spread = share * (1 - share) + square / 4;
    double half = Z * Math.sqrt(spread / rows) / (1 + square);
    return new Interval(Math.max(0, center - half), Math.min(1, center + half));
  }
}
