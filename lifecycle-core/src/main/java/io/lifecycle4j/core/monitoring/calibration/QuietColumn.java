package io.lifecycle4j.core.monitoring.calibration;

import io.lifecycle4j.core.monitoring.statistics.RedrawnRows;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One column of a reference and of a window, whose rows are divided between both anew, as they
 * could have been without drift.
 *
 * <p>Without drift, each division of the rows of both is as probable as any other. So whatever is
 * computed of both, its rank among those of divisions at random is uniform: a permutation test, in
 * cells that were chosen by other rows. The numbers of a bin are drawn uniformly.
 */
public final class QuietColumn {
  private final ColumnCells cells;
  private final long[] both;
  private final long windowRows;

  /** So many rows say as much as an independent one; they are drawn together. */
  private final double together;

  private QuietColumn(ColumnCells cells, long[] both, long windowRows, double together) {
    this.cells = cells;
    this.both = both;
    this.windowRows = windowRows;
    this.together = together;
  }

  /**
   * A division of the rows.
   *
   * @param reference the column of the reference
   * @param window how many rows the window has in each cell
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Drawn(ColumnProfile reference, long[] window) {}

  /**
   * Begins with the rows of both.
   *
   * @param reference a column with bins or texts; empty is returned if it has neither
   * @param window the same column in the same cells
   */
  public static Optional<QuietColumn> of(ColumnProfile reference, ColumnProfile window) {
    double together = reference.designEffect();
    return ColumnCells.of(reference, window)
        .map(
            cells -> {
              long[] before = divided(cells.counts(reference), together);
              long[] after = divided(cells.counts(window), together);
              long rows = Arrays.stream(after).sum();
              long[] both = new long[before.length];
              Arrays.setAll(both, cell -> before[cell] + after[cell]);
              return new QuietColumn(cells, both, rows, together);
            });
  }

  private static long[] divided(long[] counts, double by) {
    return by == 1 ? counts : Arrays.stream(counts).map(rows -> Math.round(rows / by)).toArray();
  }

  private long[] multiplied(long[] counts) {
    return together == 1
        ? counts
        : Arrays.stream(counts).map(rows -> Math.round(rows * together)).toArray();
  }

  /** Divides the rows at random. */
  public Drawn draw(SplittableRandom random) {
    long[] window = RedrawnRows.without(both, windowRows, random);
    long[] reference = new long[both.length];
    Arrays.setAll(reference, cell -> both[cell] - window[cell]);
    return new Drawn(cells.column(multiplied(reference), random), multiplied(window));
  }

  /** Draws the values of the rows of a window, and records them as the only column. */
  public void draw(long[] window, SplittableRandom random, DriftRecorder recorder) {
    cells.draw(window, random, recorder);
  }
}
