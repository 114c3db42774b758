package io.lifecycle4j.core.monitoring.statistics;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Tests whether two samples come from one distribution in each season, by their rows in the same
 * cells of the same season.
 *
 * <p>As {@link CountTests}, they condition on the rows of each cell and season in both samples:
 * without drift, the rows of the window in a season are drawn at random from those of both samples
 * in it. How seasons differ, and how many rows of each there are, does not matter. A shift is found
 * if most seasons shift the same way. Counts of one season are tested by {@link CountTests}.
 */
public final class StratifiedTests {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private StratifiedTests() {}

  /**
   * Tests each cell by itself against all others, by the exact distribution of the sum over
   * seasons.
   *
   * @param counts the cells, in any order
   * @return the smallest p-value of a cell as the statistic, and its corrected p-value
   */
  public static Significance eachCell(StratifiedCounts counts) {
    if (!counts.comparable()) {
      return Significance.NONE;
    }
    return counts.seasons() == 1
        ? CountTests.eachCell(counts.only())
        : StratifiedCells.test(counts);
  }

  /**
   * Tests all cells jointly: the generalized test of Cochran, Mantel and Haenszel.
   *
   * @param counts the cells, in any order
   * @return the statistic, which is chi-square with one degree less than there are cells, and its
   *     p-value
   */
  public static Significance jointly(StratifiedCounts counts) {
    if (!counts.comparable()) {
      return Significance.NONE;
    }
    return counts.seasons() == 1
        ? CountTests.jointly(counts.only())
        : StratifiedJointTest.test(counts);
  }

  /**
   * Compares the cumulative shares.
   *
   * @param counts the cells in the order of their values, without missing values
   * @return the greatest difference of the cumulative counts as a standard normal value, and its
   *     p-value
   */
  public static Significance cumulatively(StratifiedCounts counts) {
    if (!counts.comparable()) {
      return Significance.NONE;
    }
    return counts.seasons() == 1
        ? CountTests.cumulatively(counts.only())
        : StratifiedCuts.test(counts);
  }

  static Significance asymptotic(double statistic, double pValue) {
    return new Significance(statistic, Math.min(1, pValue), Basis.ASYMPTOTIC);
  }

  /** The upper tail of the standard normal distribution. */
  static double tail(double score) {
    return NORMAL.cumulativeProbability(-score);
  }

  static double density(double score) {
    return NORMAL.density(score);
  }
}
