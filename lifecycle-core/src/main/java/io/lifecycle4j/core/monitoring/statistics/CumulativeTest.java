package io.lifecycle4j.core.monitoring.statistics;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import java.util.Arrays;

/**
 * The two-sample test of Kolmogorov and Smirnov on counts.
 *
 * <p>The p-value is the exact one of all ways to draw the window (Schröer and Trenkler 1995): the
 * difference is looked at only where a cell ends, so that ties are no approximation. As the paths
 * that leave the band are added, and those that stay are not subtracted from 1, small p-values keep
 * their digits. Where that takes long, the limit of Kolmogorov (1933) is used, which is
 * conservative for binned values.
 */
final class CumulativeTest {
  /** Products of two probabilities; about two milliseconds. */
  private static final double MOST_STEPS = 1_000_000;

  /** Single cells with smaller probabilities are not followed; they are added to the p-value. */
  private static final double NEGLIGIBLE = 1e-40;

  /** Rows of each sample, with which the limit is conservative. */
  private static final long MANY = 50;

  private static final double CLEAR = 2;

  private final CellCounts counts;
  private final long all;
  private final long rows;
  private final double greatest;

  private CumulativeTest(CellCounts counts, double greatest) {
    this.counts = counts;
    all = counts.rows();
    rows = counts.windowRows();
    this.greatest = greatest;
  }

  /**
   * The exact p-value of samples without ties.
   *
   * @param scaled the difference times n m
   */
  static double exact(int n, int m, int scaled) {
    long[] ones = new long[n + m];
    long[] others = new long[n + m];
    Arrays.fill(ones, 0, n, 1);
    Arrays.fill(others, n, n + m, 1);
    return new CumulativeTest(CellCounts.of(ones, others), scaled).leaving();
  }

  static Significance test(CellCounts counts) {
    CumulativeTest test = new CumulativeTest(counts, greatest(counts));
    double difference = difference(counts);
    if (test.greatest == 0) {
      return CountTests.exact(0, 1);
    }
    return test.isClear() || test.steps() > MOST_STEPS
        ? new Significance(
            difference, survival(difference / Math.sqrt(counts.spread())), Basis.ASYMPTOTIC)
        : CountTests.exact(difference, test.leaving());
  }

  static double exact(CellCounts counts) {
    return new CumulativeTest(counts, greatest(counts)).leaving();
  }

  /**
   * Whether it is clear that the difference is not significant: where it is greatest, it is less
   * than two standard deviations, so that its p-value is above 0.045.
   */
  private boolean isClear() {
    if (Math.min(rows, all - rows) < MANY) {
      return false;
    }
    double drawn = 0;
    double after = 0;
    for (int cell = 0; cell < counts.size(); cell++) {
      drawn += counts.both(cell);
      after += counts.window(cell);
      if (Math.abs(after * all - drawn * rows) >= greatest) {
        double share = drawn / all;
        double deviation = Math.sqrt(share * (1 - share) * counts.spread());
        return greatest / ((double) rows * (all - rows)) < CLEAR * deviation;
      }
    }
    return false;
  }

  /** The greatest difference of the cumulative shares, times the rows of both samples. */
  private static double greatest(CellCounts counts) {
    double greatest = 0;
    long before = 0;
    long after = 0;
    for (int cell = 0; cell < counts.size(); cell++) {
      before += counts.reference(cell);
      after += counts.window(cell);
      greatest =
          Math.max(
              greatest,
              Math.abs(
                  (double) after * counts.referenceRows() - (double) before * counts.windowRows()));
    }
    return greatest;
  }

  static double difference(CellCounts counts) {
    return greatest(counts) / ((double) counts.referenceRows() * counts.windowRows());
  }

  private double steps() {
    double width = Math.min((double) rows, 2 * greatest / all) + 1;
    double steps = 0;
    for (int cell = 0; cell < counts.size(); cell++) {
      double expected = (double) counts.both(cell) * rows / all;
      double most = Math.min((double) rows, 26 * Math.sqrt(expected) + 80);
      steps += width * Math.min((double) counts.both(cell), most);
    }
    return steps;
  }

  /**
   * The probability that the path of the window's cumulative count leaves the band. The window's
   * counts are binomial, given that they add up to its rows.
   */
  private double leaving() {
    double share = (double) rows / all;
    double rest = (double) (all - rows) / all;
    double[] inside = {1};
    long from = 0; // the cumulative count of the first entry
    long drawn = 0;
    double left = 0;
    double scale = SaddlePoint.logBinomial(rows, all, share, rest);
    for (int cell = 0; cell < counts.size(); cell++) {
      CountRange next = CountRange.binomial(counts.both(cell), share, NEGLIGIBLE);
      double[] reached = CountRange.convolve(inside, next.probabilities());
      from += next.from();
      drawn += counts.both(cell);
      long low = Math.max(from, lowest(drawn));
      long high = Math.min(from + reached.length - 1, highest(drawn));
      for (int i = 0; i < reached.length; i++) {
        long count = from + i;
        boolean possible = count <= rows && rows - count <= all - drawn;
        if ((count < low || count > high) && possible && reached[i] > 0) {
          left +=
              reached[i]
                  * Math.exp(
                      SaddlePoint.logBinomial(rows - count, all - drawn, share, rest) - scale);
        }
      }
      if (low > high) {
        break;
      }
      inside = Arrays.copyOfRange(reached, (int) (low - from), (int) (high - from) + 1);
      from = low;
    }
    return left + counts.size() * NEGLIGIBLE;
  }

  /** The least count after these rows that is within the band. */
  private long lowest(long drawn) {
    double bound = ((double) drawn * rows - greatest) / all;
    long count = (long) Math.floor(bound) - 1;
    while (!inside(count, drawn) && count < bound + 2) {
      count++;
    }
    return Math.max(0, count);
  }

  private long highest(long drawn) {
    double bound = ((double) drawn * rows + greatest) / all;
    long count = (long) Math.ceil(bound) + 1;
    while (!inside(count, drawn) && count > bound - 2) {
      count--;
    }
    return Math.min(rows, count);
  }

  /** Whole numbers below 2^53, so that equal differences are equal. */
  private boolean inside(long count, long drawn) {
    return Math.abs((double) count * all - (double) drawn * rows) < greatest;
  }

  /** The upper tail of the limit distribution of Kolmogorov. */
  static double survival(double lambda) {
    if (lambda < 0.2) {
      return 1;
    }
    if (lambda < 1) {
      double sum = 0;
      for (int k = 1; k <= 7; k += 2) {
        sum += Math.exp(-k * k * Math.PI * Math.PI / (8 * lambda * lambda));
      }
      return 1 - Math.sqrt(2 * Math.PI) / lambda * sum;
    }
    double sum = 0;
    for (int k = 5; k >= 1; k--) {
      sum = Math.exp(-2.0 * k * k * lambda * lambda) - sum;
    }
    return Math.min(1, 2 * sum);
  }
}
