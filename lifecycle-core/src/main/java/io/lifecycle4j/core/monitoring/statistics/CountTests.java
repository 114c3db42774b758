package io.lifecycle4j.core.monitoring.statistics;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;

/**
 * Tests whether two samples come from one distribution, by their rows in the same cells.
 *
 * <p>Without drift, and if the cells were fixed before both samples were seen, the window is drawn
 * at random from the rows of both: all tests condition on the rows of each cell in both samples, so
 * that a finite reference is part of each p-value.
 */
public final class CountTests {
  private CountTests() {}

  /**
   * Tests each cell by itself against all others. It finds a cell that takes over, however rare it
   * was; exact at any size.
   *
   * @param counts the cells, in any order
   * @return the smallest p-value of a cell as the statistic, and its corrected p-value
   */
  public static Significance eachCell(CellCounts counts) {
    return counts.comparable() ? EachCell.test(counts) : Significance.NONE;
  }

  /**
   * Tests all cells jointly by the likelihood ratio. No cell is merged: where few rows are expected
   * in a cell, tables are drawn at random.
   *
   * @param counts the cells, in any order
   * @return the likelihood ratio, which is the G statistic, and its p-value
   */
  public static Significance jointly(CellCounts counts) {
    return counts.comparable() ? JointTest.test(counts) : Significance.NONE;
  }

  /**
   * Compares the cumulative shares: the two-sample test of Kolmogorov and Smirnov, exact also for
   * ties. With each distinct value in a cell it is the test of the values themselves.
   *
   * @param counts the cells in the order of their values, without missing values
   * @return the greatest difference of the cumulative shares, and its p-value
   */
  public static Significance cumulatively(CellCounts counts) {
    return counts.comparable() ? CumulativeTest.test(counts) : Significance.NONE;
  }

  /**
   * Returns the p-value of a value that takes over: one in a hundred of the rows of the reference
   * have it, and half of the window's. If the level of a test is below it, there are too few rows.
   *
   * @param referenceRows the rows of the reference
   * @param windowRows the rows of the window
   * @return the p-value of one cell; 1 if a sample is empty
   */
  public static double takeOver(long referenceRows, long windowRows) {
    long taken = (windowRows + 1) / 2;
    return referenceRows == 0 || windowRows == 0
        ? 1
        : new Hypergeometric(
                referenceRows + windowRows, (referenceRows + 50) / 100 + taken, windowRows)
            .atLeast(taken);
  }

  static Significance exact(double statistic, double pValue) {
    return new Significance(statistic, Math.min(1, pValue), Basis.EXACT);
  }
}
