package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.ContingencyTable.Cell;
import io.lifecycle4j.core.monitoring.statistics.Hypergeometric;
import java.util.List;

/** Tests each cell that is not empty individually, against all other rows of the column. */
record SingleCells(List<Cell> cells, long referenceRows, long windowRows) {
  /**
   * The probability, without drift, that any cell is as surprising as the most surprising one.
   *
   * <p>Two cells are one test: Fisher's exact one. Of more, each is tested for an excess by the
   * tail of the hypergeometric distribution, and the probabilities of all cells whose tail can be
   * as small are added: the Bonferroni correction for discrete tests (Tarone 1990; Westfall and
   * Wolfinger 1997). Values of a few rows do not count, since their tail cannot be small.
   */
  double pValue() {
    if (cells.size() < 2 || referenceRows == 0 || windowRows == 0) {
      return 1;
    }
    if (isFourfold()) {
      return hypergeometric(cells.get(0)).twoSided(cells.get(0).window());
    }
    double least =
        cells.stream()
            .mapToDouble(cell -> hypergeometric(cell).atLeast(cell.window()))
            .reduce(1, Math::min);
    return Math.min(
        1, cells.stream().mapToDouble(cell -> hypergeometric(cell).attained(least)).sum());
  }

  /** Returns whether there are only one cell and its complement. */
  boolean isFourfold() {
    return cells.size() == 2;
  }

  /** The greatest effect of one cell against the rest. */
  double effect() {
    return cells.stream().mapToDouble(this::effect).reduce(Double.NEGATIVE_INFINITY, Math::max);
  }

  private double effect(Cell cell) {
    return Shift.effect(
        new ContingencyTable()
            .add(cell.reference(), cell.window())
            .add(referenceRows - cell.reference(), windowRows - cell.window()));
  }

  private Hypergeometric hypergeometric(Cell cell) {
    return new Hypergeometric(
        referenceRows + windowRows, cell.reference() + cell.window(), windowRows);
  }
}
