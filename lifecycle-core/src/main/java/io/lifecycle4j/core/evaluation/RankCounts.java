package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Task.Interval;
import java.util.Arrays;

/** Rows of a class and of all others, counted by the rank of their score, the greatest first. */
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

  /**
   * The probability that a row of the class has a greater score than another row, half of it for
   * equal scores: Hanley and McNeil, Radiology 143 (1982), 29-36. NaN unless there are both.
   */
  double rocAuc() {
    double ordered = 0;
    long above = 0;
    for (int rank = 0; rank < hits.length; rank++) {
      ordered += others[rank] * (above + hits[rank] / 2.0);
      above += hits[rank];
    }
    return ordered / ((double) positives * negatives);
  }

  /**
   * The sum of the precisions at each score, each weighted by the recall it adds; nothing is
   * interpolated. NaN without a row of the class.
   */
  double averagePrecision() {
    long found = 0;
    long chosen = 0;
    double sum = 0;
    for (int rank = 0; rank < hits.length; rank++) {
      found += hits[rank];
      chosen += hits[rank] + others[rank];
      sum += hits[rank] == 0 ? 0 : hits[rank] * ((double) found / chosen);
    }
    return sum / positives;
  }

  /**
   * The interval of {@link #rocAuc}: DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988),
   * 837-845. Where no pair of rows is out of order it would have no width; there it is that of as
   * many trials as the smaller class has rows.
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

  /** How the share of the others with greater scores, half of equal ones, varies between rows. */
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
