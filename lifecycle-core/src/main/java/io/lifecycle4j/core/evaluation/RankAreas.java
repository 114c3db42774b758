package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Scores.Interval;

/**
 * The areas under two curves of a ranking.
 *
 * @param roc the probability that a row of the class has a higher score than another row; equal
 *     scores count half: Hanley and McNeil, Radiology 143 (1982), 29-36. NaN unless there are rows
 *     of both
 * @param averagePrecision the sum of the precisions at each score, each weighted by the recall that
 *     it adds, without interpolation. NaN if there is no row of the class
 */
record RankAreas(double roc, double averagePrecision) {
  /**
   * Returns the interval of the average precision, as of a share of the rows of the class: the
   * binomial interval of Boyd, Eng and Page, ECML PKDD 2013, with Wilson's bounds, which have a
   * width even if all these rows come first.
   */
  Interval averagePrecisionInterval(long positives) {
    return Proportion.interval(averagePrecision, positives);
  }

  /** Sums over the scores, highest first. Not thread-safe. */
  static final class Sums {
    private double ordered;
    private double precisions;
    private long found;
    private long chosen;

    /** Adds the rows with the next lower score: those of the class, and all others. */
    void add(long hits, long others) {
      ordered += others * (found + hits / 2.0);
      found += hits;
      chosen += hits + others;
      precisions += hits == 0 ? 0 : hits * ((double) found / chosen);
    }

    RankAreas areas() {
      double pairs = (double) found * (chosen - found);
      return new RankAreas(ordered / pairs, precisions / found);
    }
  }
}
