package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;

/** The number of rows of a class and of all others by the rank of their score, highest first. */
final class RankCounts {
  private final long[] hits;
  private final long[] others;
  private final long positives;
  private final long negatives;

  RankCounts(long[] hits, long[] others) {
    this.hits = hits;
    this.others = others;
    this.positives = Arrays.stream(hits).sum();
    this.negatives = Arrays.stream(others).sum();
  }

  /** Returns the area under the ROC curve, {@link RankAreas#roc}. */
  private double rocAuc() {
    RankAreas.Sums sums = new RankAreas.Sums();
    for (int rank = 0; rank < hits.length; rank++) {
      sums.add(hits[rank], others[rank]);
    }
    return sums.areas().roc();
  }

  /**
   * Returns the interval of {@link RankAreas#roc}: DeLong, DeLong and Clarke-Pearson, Biometrics 44
   * (1988), 837-845. If no pair of rows is out of order, it would have no width: then it is
   * Wilson's interval for as many trials as the smaller class has rows.
   */
  Interval rocAucInterval() {
    double auc = rocAuc();
    double variance =
        variance(hits, others, positives, negatives, 1 - auc) / positives
            + variance(others, hits, negatives, positives, auc) / negatives;
    if (variance == 0) {
      long trials = Math.min(positives, negatives);
      return new Proportion(Math.round(auc * trials), trials).interval();
    }
    double half = Proportion.Z * Math.sqrt(variance);
    return new Interval(Math.max(0, auc - half), Math.min(1, auc + half));
  }

  /**
   * Returns the variance of the share of other rows with higher scores; equal scores count half.
   */
  private static double variance(
      long[] own, long[] others, long rows, long otherRows, double mean) {
    double squares = 0;
    long passed = 0;
    for (int rank = 0; rank < own.length; rank++) {
      double share = (passed + others[rank] / 2.0) / otherRows;
      squares += own[rank] * (share - mean) * (share - mean);
      passed += others[rank];
    }
    return squares / (rows - 1);
  }
}
