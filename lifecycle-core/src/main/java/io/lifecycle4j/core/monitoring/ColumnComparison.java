package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.core.monitoring.statistics.CellCounts;
import io.lifecycle4j.core.monitoring.statistics.EffectSize;
import io.lifecycle4j.core.monitoring.statistics.Effects;
import io.lifecycle4j.core.monitoring.statistics.Significance;
import io.lifecycle4j.core.monitoring.statistics.StratifiedCounts;
import io.lifecycle4j.core.monitoring.statistics.StratifiedTests;
import io.lifecycle4j.monitoring.Divergence;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Compares the rows of a reference and of a window in the same cells, season by season.
 *
 * <p>No test sees every shift, so each column has several, and its p-value is the least of them
 * times their number (Bonferroni): each cell by itself finds a value that takes over, all cells
 * jointly a change of many shares, and the cumulative shares of numbers a change of place. Two
 * cells are one test, Fisher's.
 *
 * @param reference for each season, the rows of the reference in each cell
 * @param window for each season, the rows of the window in each cell, in the same order
 * @param ordered how many cells, from the first on, are in the order of their values; the others,
 *     such as that of missing values, have no order
 * @param designEffect how many rows say as much as an independent one; tests divide by it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ColumnComparison(long[][] reference, long[][] window, int ordered, double designEffect) {
  /** Returns the comparison as a divergence. */
  Divergence.Builder divergence(String column, String explanation) {
    StratifiedCounts dependent = counts().dependent(designEffect);
    EffectSize effect = effect(dependent.standardized());
    return Divergence.builder(column, pValue(dependent), explanation)
        .effect(effect.value(), effect.low(), Math.max(effect.low(), effect.high()));
  }

  private StratifiedCounts counts() {
    return StratifiedCounts.of(reference, window);
  }

  /** Returns how far the window is, without saying whether that is chance. */
  Map<DriftMeasure, Double> measures() {
    CellCounts cells = counts().standardized();
    Map<DriftMeasure, Double> found = new EnumMap<>(DriftMeasure.class);
    found.put(DriftMeasure.PSI, Effects.stabilityIndex(cells).value());
    found.put(
        DriftMeasure.JENSEN_SHANNON, Math.sqrt(Math.max(0, Effects.jensenShannon(cells).value())));
    return found;
  }

  private double pValue(StratifiedCounts cells) {
    Significance each = StratifiedTests.eachCell(cells);
    if (cells.size() <= 2) {
      return each.pValue();
    }
    double least = Math.min(each.pValue(), StratifiedTests.jointly(cells).pValue());
    int tests = 2;
    if (ordered > 1) {
      StratifiedCounts cuts = inOrder().dependent(designEffect);
      least = Math.min(least, StratifiedTests.cumulatively(cuts).pValue());
      tests++;
    }
    return Math.min(1, tests * least);
  }

  /** Returns the cells that have an order. */
  StratifiedCounts inOrder() {
    return StratifiedCounts.of(inOrder(reference), inOrder(window));
  }

  private long[][] inOrder(long[]... counts) {
    return Arrays.stream(counts)
        .map(season -> Arrays.copyOf(season, ordered))
        .toArray(long[][]::new);
  }

  /**
   * The index of all cells, or that of one cell against the rest if it is greater: among many
   * cells, subtracting the mean by chance would hide what happened to one.
   */
  private static EffectSize effect(CellCounts cells) {
    EffectSize all = Effects.stabilityIndex(cells);
    EffectSize one = cells.size() > 2 ? Effects.stabilityIndexOfOneCell(cells) : all;
    return one.value() > all.value() ? one : all;
  }

  /**
   * Initializes the classes of all tests: later, an error in a static initializer, as when memory
   * is short, would make a class unusable until the process ends.
   */
  static void initialize() {
    long[][] many = {{60, 40, 0, 90}, {50, 41, 1, 70}};
    long[][] others = {{70, 29, 1, 80}, {49, 50, 0, 70}};
    warmUp(many, others);
    warmUp(new long[][] {many[0]}, new long[][] {others[0]});
    warmUp(new long[][] {{60, 40, 99}}, new long[][] {{70, 29, 90}});
  }

  private static void warmUp(long[][] before, long[][] after) {
    new ColumnComparison(before, after, before[0].length, 1).divergence("warm-up", "").build();
  }
}
