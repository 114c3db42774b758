package io.lifecycle4j.core.monitoring;

/**
 * The distance of a window from its reference.
 *
 * @param effect the population stability index less its mean by chance
 * @param pValue the probability, without drift, of a shift at least as great
 */
record Shift(double effect, double pValue) {
  private static final double ADDED = 0.5;

  /**
   * Compares two samples, with all cells jointly and each individually. Each of the two tests has
   * half of the column's share of false alarms; for a column with two cells they are one test,
   * Fisher's. The effect is the greater of that of all cells and that of one cell against the rest:
   * among many cells, subtracting the mean by chance would hide what happened to one.
   *
   * @param merged cells in each of which many rows are expected, and those that cannot be merged
   * @param single all cells
   */
  static Shift of(ContingencyTable merged, SingleCells single) {
    double pValue = single.pValue();
    if (!single.isFourfold()) {
      ContingencyTable dense = dense(merged);
      if (dense.cells().size() > 1) {
        pValue = Math.min(1, 2 * Math.min(pValue, dense.homogeneityPValue()));
      }
    }
    return new Shift(Math.max(effect(merged), single.effect()), pValue);
  }

  private static ContingencyTable dense(ContingencyTable merged) {
    CellMerger expected = new CellMerger(merged.reference(), merged.window());
    ContingencyTable dense = new ContingencyTable();
    for (ContingencyTable.Cell cell : merged.cells()) {
      if (expected.dense(cell.reference())) {
        dense.add(cell.reference(), cell.window());
      }
    }
    return dense;
  }

  static double effect(ContingencyTable table) {
    return table.stabilityIndex(ADDED) - table.stabilityIndexByChance();
  }
}
