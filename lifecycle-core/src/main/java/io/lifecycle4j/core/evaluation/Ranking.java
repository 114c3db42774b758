package io.lifecycle4j.core.evaluation;

import java.util.Arrays;

/**
 * The rows of a classification, ranked by the score of one class. Rows with equal scores have the
 * same rank.
 */
final class Ranking {
  private static final int UNRANKED = -1;

  private final boolean[] positive;

  /** The rank of each row; 0 is the highest score. */
  private final int[] ranks;

  private final int count;

  /**
   * Ranks rows.
   *
   * @param scores the score of each row; NaN if the output is not a number
   * @param positive whether each row has the class
   */
  Ranking(double[] scores, boolean[] positive) {
    this.positive = positive;
    this.ranks = new int[scores.length];
    double[] distinct = distinct(scores);
    this.count = distinct.length;
    for (int row = 0; row < ranks.length; row++) {
      boolean ranked = !Double.isNaN(scores[row]);
      ranks[row] = ranked ? count - 1 - Arrays.binarySearch(distinct, scores[row]) : UNRANKED;
    }
  }

  private static double[] distinct(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int count = 0;
    for (double score : sorted) {
      if (count == 0 || score > sorted[count - 1]) {
        sorted[count++] = score;
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  /**
   * Counts rows by rank.
   *
   * @param weights the number of times that each row counts
   * @return the counts; empty, with undefined metrics, if a row that counts has no score
   */
  RankCounts count(int[] weights) {
    long[] hits = new long[count];
    long[] others = new long[count];
    for (int row = 0; row < ranks.length; row++) {
      if (ranks[row] != UNRANKED) {
        (positive[row] ? hits : others)[ranks[row]] += weights[row];
      } else if (weights[row] > 0) {
        return new RankCounts(new long[0], new long[0]);
      }
    }
    return new RankCounts(hits, others);
  }
}
