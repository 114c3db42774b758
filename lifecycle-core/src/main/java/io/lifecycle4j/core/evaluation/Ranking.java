package io.lifecycle4j.core.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of a classification, ranked by the score of one class. Rows with equal scores have the
 * same rank.
 *
 * <p>Immutable and thread-safe. Keeps the rows in order, so that a bootstrap sorts them once, and
 * measures each sample in one pass that allocates nothing for the rows.
 */
final class Ranking {
  /** The rows that have a score, highest first. */
  private final int[] order;

  /** Whether a row of the order has the class. */
  private final boolean[] positive;

  /** Whether a row of the order is the last one with its score. */
  private final boolean[] last;

  private final int[] unranked;
  private final int count;

  /**
   * Ranks rows.
   *
   * @param scores the score of each row; NaN if the output is not a number
   * @param positive whether each row has the class
   */
  Ranking(double[] scores, boolean[] positive) {
    double[] distinct = distinct(scores);
    count = distinct.length;
    unranked = IntStream.range(0, scores.length).filter(i -> Double.isNaN(scores[i])).toArray();
    order = order(scores, distinct);
    this.positive = new boolean[order.length];
    last = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      this.positive[i] = positive[order[i]];
      last[i] = i == order.length - 1 || scores[order[i]] != scores[order[i + 1]];
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

  /** Sorts by counting the rows of each rank. */
  private static int[] order(double[] scores, double[] distinct) {
    int[] ranks = new int[scores.length];
    int[] ends = new int[distinct.length + 1];
    for (int row = 0; row < scores.length; row++) {
      if (!Double.isNaN(scores[row])) {
        ranks[row] = distinct.length - 1 - Arrays.binarySearch(distinct, scores[row]);
        ends[ranks[row] + 1]++;
      }
    }
    Arrays.parallelPrefix(ends, Integer::sum);
    int[] order = new int[ends[distinct.length]];
    for (int row = 0; row < scores.length; row++) {
      if (!Double.isNaN(scores[row])) {
        order[ends[ranks[row]]++] = row;
      }
    }
    return order;
  }

  private boolean undefined(int[] weights) {
    return IntStream.of(unranked).anyMatch(row -> weights[row] > 0);
  }

  /**
   * Computes the areas under both curves.
   *
   * @param weights the number of times that each row counts
   * @return the areas, NaN if a row that counts has no score
   */
  RankAreas areas(int[] weights) {
    if (undefined(weights)) {
      return new RankAreas(Double.NaN, Double.NaN);
    }
    RankAreas.Sums sums = new RankAreas.Sums();
    long hits = 0;
    long others = 0;
    for (int i = 0; i < order.length; i++) {
      int weight = weights[order[i]];
      hits += positive[i] ? weight : 0;
      others += positive[i] ? 0 : weight;
      if (last[i]) {
        sums.add(hits, others);
        hits = 0;
        others = 0;
      }
    }
    return sums.areas();
  }

  /**
   * Counts rows by rank.
   *
   * @param weights the number of times that each row counts
   * @return the counts; empty, with undefined metrics, if a row that counts has no score
   */
  RankCounts count(int[] weights) {
    if (undefined(weights)) {
      return new RankCounts(new long[0], new long[0]);
    }
    long[] hits = new long[count];
    long[] others = new long[count];
    int rank = 0;
    for (int i = 0; i < order.length; i++) {
      (positive[i] ? hits : others)[rank] += weights[order[i]];
      rank += last[i] ? 1 : 0;
    }
    return new RankCounts(hits, others);
  }
}
