package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.core.monitoring.statistics.CellCounts;
import io.lifecycle4j.core.monitoring.statistics.CountTests;
import io.lifecycle4j.core.monitoring.statistics.Effect;
import io.lifecycle4j.core.monitoring.statistics.Effects;
import io.lifecycle4j.core.monitoring.statistics.Significance;
import io.lifecycle4j.monitoring.Divergence;
import java.util.Arrays;

/**
 * Compares the rows of a reference and of a window in the same cells.
 *
 * <p>No test sees every shift, so each column has several, and its p-value is the least of them
 * times their number (Bonferroni): each cell by itself finds a value that takes over, all cells
 * jointly a change of many shares, and the cumulative shares of numbers a change of place. Two
 * cells are one test, Fisher's.
 *
 * @param reference the rows of the reference in each cell
 * @param window the rows of the window in each cell, in the same order
 * @param ordered how many cells, from the first on, are in the order of their values; the others,
 *     such as that of missing values, have no order
 * @param designEffect how many rows say as much as an independent one; tests divide by it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ColumnComparison(long[] reference, long[] window, int ordered, double designEffect) {
  /** Returns the comparison as a divergence. */
  Divergence.Builder divergence(String column, String explanation) {
    CellCounts cells = CellCounts.of(reference, window);
    CellCounts independent = cells.divided(designEffect);
    Effect effect = effect(independent);
    return Divergence.builder(column, pValue(independent), explanation)
        .effect(effect.value(), effect.low(), Math.max(effect.low(), effect.high()))
        .measure(DriftMeasure.PSI, Effects.stabilityIndex(cells).value())
        .measure(
            DriftMeasure.JENSEN_SHANNON,
            Math.sqrt(Math.max(0, Effects.jensenShannon(cells).value())));
  }

  private double pValue(CellCounts cells) {
    Significance each = CountTests.eachCell(cells);
    if (cells.size() <= 2) {
      return each.pValue();
    }
    double least = Math.min(each.pValue(), CountTests.jointly(cells).pValue());
    int tests = 2;
    if (ordered > 1) {
      least = Math.min(least, CountTests.cumulatively(inOrder().divided(designEffect)).pValue());
      tests++;
    }
    return Math.min(1, tests * least);
  }

  /** Returns the cells that have an order. */
  CellCounts inOrder() {
    return CellCounts.of(Arrays.copyOf(reference, ordered), Arrays.copyOf(window, ordered));
  }

  /**
   * The index of all cells, or that of one cell against the rest if it is greater: among many
   * cells, subtracting the mean by chance would hide what happened to one.
   */
  private static Effect effect(CellCounts cells) {
    Effect all = Effects.stabilityIndex(cells);
    Effect one = cells.size() > 2 ? Effects.stabilityIndexOfOneCell(cells) : all;
    return one.value() > all.value() ? one : all;
  }

  /**
   * Initializes the classes of all tests: later, an error in a static initializer, as when memory
   * is short, would make a class unusable until the process ends.
   */
  static void initialize() {
    new ColumnComparison(new long[] {60, 40, 0, 90}, new long[] {70, 29, 1, 80}, 4, 1)
        .divergence("warm-up", "")
        .build();
    new ColumnComparison(new long[] {60, 40, 99}, new long[] {70, 29, 90}, 3, 1)
        .divergence("warm-up", "")
        .build();
  }
}
