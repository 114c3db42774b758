package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws the rows of a window at random from those of both samples. Not thread-safe. */
final class RandomTable {
  /** Rows of both samples that are kept in an array, to be drawn one by one. */
  private static final int MOST_ROWS = 1 << 20;

  /** Drawing a count costs as much as drawing this many rows. */
  private static final int ROWS_PER_CELL = 50;

  /** Terms of smaller counts are kept. */
  private static final int KEPT = 64;

  private final CellCounts counts;
  private final SplittableRandom random;
  private final double share;
  private final double[][] terms;
  private final int[] drawn;

  /** The cell of each row; empty if counts are drawn instead. */
  private final int[] cells;

  RandomTable(CellCounts counts, SplittableRandom random) {
    this.counts = counts;
    this.random = random;
    share = (double) counts.windowRows() / counts.rows();
    drawn = new int[counts.size()];
    terms = new double[counts.size()][];
    boolean byRow =
        counts.rows() <= MOST_ROWS && counts.windowRows() < (long) ROWS_PER_CELL * counts.size();
    cells = new int[byRow ? (int) counts.rows() : 0];
    int row = 0;
    for (int cell = 0; cell < terms.length; cell++) {
      terms[cell] = new double[(int) Math.min(KEPT, counts.both(cell) + 1)];
      Arrays.fill(terms[cell], Double.NaN);
      if (byRow) {
        Arrays.fill(cells, row, row += (int) counts.both(cell), cell);
      }
    }
  }

  /** Returns the likelihood ratio of another table. */
  double ratio() {
    if (cells.length > 0) {
      drawRows();
    } else {
      drawCounts();
    }
    double sum = 0;
    for (int cell = 0; cell < drawn.length; cell++) {
      sum += term(cell, drawn[cell]);
    }
    return Math.max(0, 2 * sum);
  }

  private double term(int cell, int window) {
    double[] kept = terms[cell];
    if (window >= kept.length) {
      return JointTest.term(window, counts.both(cell), share);
    }
    if (Double.isNaN(kept[window])) {
      kept[window] = JointTest.term(window, counts.both(cell), share);
    }
    return kept[window];
  }

  /** The first steps of a shuffle, which may begin in any order. */
  private void drawRows() {
    Arrays.fill(drawn, 0);
    int rows = (int) counts.windowRows();
    for (int row = 0; row < rows; row++) {
      int other = row + random.nextInt(cells.length - row);
      int cell = cells[other];
      cells[other] = cells[row];
      cells[row] = cell;
      drawn[cell]++;
    }
  }

  private void drawCounts() {
    long all = counts.rows();
    long rows = counts.windowRows();
    for (int cell = 0; cell < drawn.length; cell++) {
      long both = counts.both(cell);
      long window = rows == 0 ? 0 : new Hypergeometric(all, both, rows).draw(random.nextDouble());
      drawn[cell] = Math.toIntExact(window);
      all -= both;
      rows -= window;
    }
  }
}
