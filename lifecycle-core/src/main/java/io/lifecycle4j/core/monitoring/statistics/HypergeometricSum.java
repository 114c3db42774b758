package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;

/**
 * The distribution of how many marked rows are drawn, if rows are drawn from several urns: the sum
 * of independent hypergeometric counts. It is the null distribution of the exact test of a common
 * odds ratio (Birch 1964; Gart 1970).
 */
final class HypergeometricSum {
  /** Probabilities that differ by rounding alone count as equal. */
  private static final double ROUNDING = 1 + 1e-10;

  /** Counts that are less probable are left out. */
  private static final double NEGLIGIBLE = 1e-30;

  /** More than all that is left out together; it is added to each tail. */
  private static final double LEFT_OUT = 1e-26;

  /** Greater variances take long to add up, and have normal scores that are as good. */
  private static final double MOST_VARIANCE = 10_000;

  private final long[] all;
  private final long[] marked;
  private final long[] drawn;
  private double mean;
  private double variance;
  private double third;

  /**
   * Creates a distribution.
   *
   * @param all the rows of each urn
   * @param marked how many of them are marked
   * @param drawn how many are drawn
   */
  HypergeometricSum(long[] all, long[] marked, long[] drawn) {
    this.all = all;
    this.marked = marked;
    this.drawn = drawn;
    for (int urn = 0; urn < all.length; urn++) {
      addMoments((double) all[urn], (double) marked[urn], (double) drawn[urn]);
    }
  }

  private void addMoments(double rows, double k, double n) {
    double share = k / rows;
    mean += n * share;
    if (rows > 1) {
      double varies = n * share * (1 - share) * (rows - n) / (rows - 1);
      variance += varies;
      third += rows > 2 ? varies * (1 - 2 * share) * (rows - 2 * n) / (rows - 2) : 0;
    }
  }

  double mean() {
    return mean;
  }

  double variance() {
    return variance;
  }

  /** Returns whether {@link #probabilities} takes little time. */
  boolean isSmall() {
    return variance <= MOST_VARIANCE;
  }

  /**
   * Returns how surprising a count is, as a standard normal value: the root of the deviance of a
   * Poisson distribution that is scaled and moved to have the same mean, variance and skewness,
   * with some rows taken off the difference. With half a row, its tail is at least that of the
   * count, also far out, where a difference divided by its standard deviation would be far too
   * surprising.
   */
  double score(long count, double taken) {
    double off = Math.abs(count - mean) - taken;
    if (!(off > 0) || !(variance > 0)) {
      return 0;
    }
    double difference = Math.copySign(off, count - mean);
    double relative = difference * third / (variance * variance);
    double squares = off * off / variance;
    if (Math.abs(relative) < 1e-4) {
      squares *= 1 - relative / 3;
    } else {
      double deviance =
          relative > -1 ? (1 + relative) * Math.log1p(relative) - relative : 1; // below all counts
      squares *= 2 * deviance / (relative * relative);
    }
    return Math.copySign(Math.sqrt(squares), difference);
  }

  /** Returns the probability of each count; those of all urns are added two by two. */
  CountRange probabilities() {
    CountRange[] ranges = new CountRange[all.length];
    int count = 0;
    for (int urn = 0; urn < all.length; urn++) {
      ranges[count++] = new Hypergeometric(all[urn], marked[urn], drawn[urn]).range(NEGLIGIBLE);
    }
    while (count > 1) {
      int half = (count + 1) / 2;
      for (int i = 0; i + half < count; i++) {
        ranges[i] = ranges[i].plus(ranges[i + half], NEGLIGIBLE);
      }
      count = half;
    }
    return ranges[0];
  }

  /** The probability of this count or more. */
  static double atLeast(CountRange range, long count) {
    double[] terms = range.probabilities();
    double tail = LEFT_OUT;
    for (int i = terms.length - 1; i >= 0 && range.from() + i >= count; i--) {
      tail += terms[i];
    }
    return Math.min(1, tail);
  }

  /** The greatest upper tail that does not exceed a level. */
  static double attained(CountRange range, double level) {
    double[] terms = range.probabilities();
    double limit = level * ROUNDING;
    double tail = 0;
    for (int i = terms.length - 1; i >= 0 && tail + terms[i] <= limit; i--) {
      tail += terms[i];
    }
    return tail;
  }

  /** The probability of all counts not more probable than this one. */
  static double twoSided(CountRange range, long count) {
    double[] terms = range.probabilities();
    int at = (int) (count - range.from());
    if (at < 0 || at >= terms.length) {
      return LEFT_OUT;
    }
    double limit = terms[at] * ROUNDING;
    return Math.min(1, LEFT_OUT + Arrays.stream(terms).filter(term -> term <= limit).sum());
  }
}
