package io.lifecycle4j.core.monitoring;

/**
 * How far a window is from its reference.
 *
 * @param effect the population stability index less what chance alone gives
 * @param pValue how probable a shift at least as great is without drift
 */
record Shift(double effect, double pValue) {
  private static final double ADDED = 0.5;

  /**
   * Compares two samples, all cells together and each by itself. Each of the two questions has half
   * of the column's share of false alarms; of a column with two cells they are one, Fisher's. The
   * effect is that of all cells or that of one against the rest, whichever is greater: among many
   * cells, what chance gives to all of them would hide what happened to one.
   *
   * @param merged cells in each of which many rows are expected, and some that cannot be merged
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
