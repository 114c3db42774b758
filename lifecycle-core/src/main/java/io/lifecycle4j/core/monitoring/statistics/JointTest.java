package io.lifecycle4j.core.monitoring.statistics;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import org.apache.commons.math3.special.Gamma;

/**
 * The likelihood ratio for homogeneity of two samples; not a goodness of fit, as both vary.
 *
 * <p>Where many rows are expected in each cell, the p-value is the upper tail of chi-square,
 * corrected to the mean of its distribution (Williams 1976). Else it is that of all tables with the
 * same margins: their exact sum if they are few, a saddlepoint approximation far out, and drawn
 * tables near the middle, until it is clear that the value is not rare (Besag and Clifford 1991).
 * Pearson's statistic is not used: its tail is far from chi-square where few rows are expected.
 */
final class JointTest {
  /** Expected in each cell of each sample for the asymptotic distribution. */
  private static final double MANY = 10;

  /**
   * Far out, the tail of chi-square is too small: by a tenth to a third of one in 100 million if
   * ten rows are expected. So the p-value is raised to the power of 1 less this, divided by the
   * rows expected.
   */
  private static final double RAISED = 0.4;

  /** The saddlepoint is too small by up to a half where the ratio has few distinct values. */
  private static final double DOUBLED = 2;

  /** Above it, more tables are drawn. */
  private static final double RARE = 0.005;

  /** Drawn tables whose ratio is at least as great, after which no more are drawn. */
  private static final int CLEAR = 10;

  private static final int FIRST_TABLES = 400;
  private static final int TABLES = 2_000;

  /** More cells than these have too many tables, whatever their counts. */
  private static final int FEW_CELLS = 8;

  private static final double ROUNDING = 1e-9;

  private JointTest() {}

  static Significance test(CellCounts counts) {
    double ratio = ratio(counts);
    double expected = expected(counts);
    if (expected >= MANY) {
      return result(ratio, asymptotic(counts, ratio, expected), Basis.ASYMPTOTIC);
    }
    double least = ratio - ROUNDING * (1 + ratio);
    if (counts.size() <= FEW_CELLS) {
      CellRange[] ranges = CellRange.of(counts);
      if (AllTables.few(ranges)) {
        return result(ratio, AllTables.tail(ranges, counts, least), Basis.EXACT);
      }
    }
    return sparse(counts, ratio, least);
  }

  /** Most values are not rare, which a few drawn tables show. */
  private static Significance sparse(CellCounts counts, double ratio, double least) {
    DrawnTables tables = new DrawnTables(counts, least, CLEAR);
    if (tables.areClear(FIRST_TABLES)) {
      return result(ratio, tables.pValue(), Basis.PERMUTATION);
    }
    double far = DOUBLED * RatioTail.of(CellRange.of(counts), counts.windowRows(), least);
    if (far < RARE) {
      return result(ratio, far, Basis.SADDLEPOINT);
    }
    tables.areClear(TABLES);
    return result(ratio, tables.pValue(), Basis.PERMUTATION);
  }

  private static Significance result(double ratio, double pValue, Basis basis) {
    return new Significance(ratio, Math.min(1, pValue), basis);
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

  /** The fewest rows of a sample that are expected in a cell. */
  private static double expected(CellCounts counts) {
    long fewer = Math.min(counts.referenceRows(), counts.windowRows());
    long fewest = Long.MAX_VALUE;
    for (int cell = 0; cell < counts.size(); cell++) {
      fewest = Math.min(fewest, counts.both(cell));
    }
    return (double) fewest * fewer / counts.rows();
  }

  static double asymptotic(CellCounts counts, double ratio, double expected) {
    return Math.pow(tail(ratio / williams(counts), counts.size() - 1), 1 - RAISED / expected);
  }

  static double williams(CellCounts counts) {
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
}
