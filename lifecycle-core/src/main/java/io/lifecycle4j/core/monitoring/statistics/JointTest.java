package io.lifecycle4j.core.monitoring.statistics;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import java.util.SplittableRandom;
import org.apache.commons.math3.special.Gamma;

/**
 * The likelihood ratio for homogeneity of two samples; not a goodness of fit, as both vary.
 *
 * <p>Where many rows are expected in each cell, the p-value is the upper tail of chi-square,
 * corrected to the mean of its distribution (Williams 1976). Else tables with the same margins are
 * drawn at random until it is clear that the value is not rare (Besag and Clifford 1991). Pearson's
 * statistic is not used: its tail is far from chi-square where few rows are expected.
 */
final class JointTest {
  /** Expected in each cell of each sample for the asymptotic distribution. */
  private static final double MANY = 10;

  /** Tables whose ratio is at least as great, after which no more are drawn. */
  private static final int CLEAR = 20;

  private static final int TABLES = 9_999;
  private static final long SEED = 0x5DEECE66DL;
  private static final double ROUNDING = 1e-9;

  private JointTest() {}

  static Significance test(CellCounts counts) {
    double ratio = ratio(counts);
    if (dense(counts)) {
      double tail = tail(ratio / williams(counts), counts.size() - 1);
      return new Significance(ratio, tail, Basis.ASYMPTOTIC);
    }
    return new Significance(ratio, drawn(counts, ratio), Basis.PERMUTATION);
  }

  static double ratio(CellCounts counts) {
    double share = (double) counts.windowRows() / counts.rows();
    double sum = 0;
    for (int cell = 0; cell < counts.size(); cell++) {
      sum += term(counts.window(cell), counts.both(cell), share);
    }
    return Math.max(0, 2 * sum);
  }

  static double term(long window, long both, double share) {
    return part(window, both * share) + part(both - window, both * (1 - share));
  }

  private static double part(long count, double expected) {
    return count == 0 ? 0 : count * Math.log(count / expected);
  }

  private static boolean dense(CellCounts counts) {
    long fewer = Math.min(counts.referenceRows(), counts.windowRows());
    for (int cell = 0; cell < counts.size(); cell++) {
      if ((double) counts.both(cell) * fewer / counts.rows() < MANY) {
        return false;
      }
    }
    return true;
  }

  private static double williams(CellCounts counts) {
    double all = counts.rows();
    double samples = all / counts.referenceRows() + all / counts.windowRows() - 1;
    double shares = -1;
    for (int cell = 0; cell < counts.size(); cell++) {
      shares += all / counts.both(cell);
    }
    return 1 + samples * shares / (6 * all * (counts.size() - 1));
  }

  /** The upper tail; one minus the distribution would be 0 from about 1e-16 on. */
  static double tail(double statistic, int degrees) {
    return Gamma.regularizedGammaQ(degrees / 2.0, statistic / 2);
  }

  private static double drawn(CellCounts counts, double ratio) {
    RandomTable tables = new RandomTable(counts, new SplittableRandom(SEED));
    int least = 0;
    for (int drawn = 1; drawn <= TABLES; drawn++) {
      if (tables.ratio() >= ratio * (1 - ROUNDING)) {
        least++;
        if (least == CLEAR) {
          return (double) CLEAR / drawn;
        }
      }
    }
    return (least + 1.0) / (TABLES + 1.0);
  }
}
