package io.lifecycle4j.core.monitoring.statistics;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The rows of a reference and of a window, counted in the same cells, season by season.
 *
 * <p>Rows are compared with those of the same season only. Seasons without rows of one sample, and
 * cells that are empty in all seasons that count, carry no information and are left out.
 */
public final class StratifiedCounts {
  private final long[][] reference;
  private final long[][] window;
  private final long[] referenceRows;
  private final long[] windowRows;
  private final int cells;
  private final double designEffect;

  private StratifiedCounts(long[][] reference, long[][] window, int cells, double designEffect) {
    this.reference = reference;
    this.window = window;
    this.cells = cells;
    this.designEffect = designEffect;
    referenceRows = rows(reference);
    windowRows = rows(window);
  }

  private static long[] rows(long[][] counts) {
    long[] rows = new long[counts.length];
    for (int season = 0; season < rows.length; season++) {
      rows[season] = LongStream.of(counts[season]).sum();
    }
    return rows;
  }

  /**
   * Counts both samples.
   *
   * @param reference for each season, the rows of the reference in each cell
   * @param window for each season, the rows of the window in each cell, in the same order
   * @return the counts, without the seasons and cells that carry no information
   */
  public static StratifiedCounts of(long[][] reference, long[][] window) {
    check(
        reference.length == window.length,
        "Invalid counts: %s seasons of the window (needs %s as the reference has)",
        window.length,
        reference.length);
    List<Integer> seasons = new ArrayList<>();
    for (int season = 0; season < reference.length; season++) {
      check(
          reference[season].length == reference[0].length
              && window[season].length == reference[0].length,
          "Invalid counts: %s and %s cells (needs %s in each season)",
          reference[season].length,
          window[season].length,
          reference[0].length);
      if (LongStream.of(reference[season]).sum() > 0 && LongStream.of(window[season]).sum() > 0) {
        seasons.add(season);
      }
    }
    int[] used =
        IntStream.range(0, seasons.isEmpty() ? 0 : reference[0].length)
            .filter(
                cell -> seasons.stream().anyMatch(s -> reference[s][cell] + window[s][cell] > 0))
            .toArray();
    return new StratifiedCounts(
        chosen(reference, seasons, used), chosen(window, seasons, used), used.length, 1);
  }

  private static long[][] chosen(long[][] counts, List<Integer> seasons, int... cells) {
    return seasons.stream()
        .map(season -> IntStream.of(cells).mapToLong(cell -> counts[season][cell]).toArray())
        .toArray(long[][]::new);
  }

  /**
   * Returns the same counts of rows that depend on each other.
   *
   * @param effect the {@link DesignEffect} of both samples, at least 1
   * @return counts whose tests take as many rows for one
   */
  public StratifiedCounts dependent(double effect) {
    check(effect >= 1, "Invalid design effect: %s (must be at least 1)", effect);
    return new StratifiedCounts(reference, window, cells, effect);
  }

  /** Returns whether there is a season with rows of both samples, and more than one cell. */
  public boolean comparable() {
    return cells > 1 && reference.length > 0;
  }

  /** Returns the seasons that have rows of both samples. */
  public int seasons() {
    return reference.length;
  }

  /** Returns the cells that are not empty in all seasons. */
  public int size() {
    return cells;
  }

  /** Returns the rows of the window in seasons that the reference has too. */
  public long windowRows() {
    return LongStream.of(windowRows).sum();
  }

  double designEffect() {
    return designEffect;
  }

  /**
   * Returns the counts without seasons: those of the window, and those of a reference with as much
   * of each season as the window has. Differences of season are no difference between them, and the
   * reference has as many rows as its shares are worth.
   *
   * @return the counts, to measure effects by
   */
  public CellCounts standardized() {
    double all = windowRows();
    double variance = 0;
    double[] shares = new double[cells];
    long[] after = new long[cells];
    for (int season = 0; season < reference.length; season++) {
      double weight = windowRows[season] / all;
      variance += weight * weight / referenceRows[season];
      for (int cell = 0; cell < cells; cell++) {
        shares[cell] += weight * reference[season][cell] / referenceRows[season];
        after[cell] += window[season][cell];
      }
    }
    long[] before = new long[cells];
    for (int cell = 0; cell < cells; cell++) {
      before[cell] = Math.round(shares[cell] / variance);
    }
    CellCounts counts = CellCounts.of(before, after);
    return designEffect == 1 ? counts : counts.divided(designEffect);
  }

  /** Returns the counts of the only season, as many as they are worth. */
  CellCounts only() {
    return CellCounts.of(reference[0], window[0]).divided(designEffect);
  }

  long window(int cell) {
    long rows = 0;
    for (long[] season : window) {
      rows += season[cell];
    }
    return rows;
  }

  long both(int cell) {
    long rows = window(cell);
    for (long[] season : reference) {
      rows += season[cell];
    }
    return rows;
  }

  /** Returns the distribution of the window's rows in the cells from one on, before another. */
  HypergeometricSum rowsOf(int from, int end) {
    long[] all = new long[reference.length];
    long[] marked = new long[reference.length];
    for (int season = 0; season < reference.length; season++) {
      all[season] = referenceRows[season] + windowRows[season];
      for (int cell = from; cell < end; cell++) {
        marked[season] += reference[season][cell] + window[season][cell];
      }
    }
    return new HypergeometricSum(all, marked, windowRows);
  }

  /** Returns the covariance of the window's rows in each two cells. */
  double[][] covariance() {
    double[][] covariance = new double[cells][cells];
    double[] shares = new double[cells];
    for (int season = 0; season < reference.length; season++) {
      double all = referenceRows[season] + windowRows[season];
      double spread = windowRows[season] * (double) referenceRows[season] / (all - 1);
      for (int cell = 0; cell < cells; cell++) {
        shares[cell] = (reference[season][cell] + window[season][cell]) / all;
        covariance[cell][cell] += spread * shares[cell];
      }
      for (int one = 0; one < cells; one++) {
        if (shares[one] > 0) {
          for (int other = 0; other < cells; other++) {
            covariance[one][other] -= spread * shares[one] * shares[other];
          }
        }
      }
    }
    return covariance;
  }
}
