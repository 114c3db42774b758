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
   * Compares two samples. Cells in which many rows are expected go into one chi-square test; each
   * of the others, such as missing values where the reference has none, is tested for an excess by
   * itself, and the least p-value counts for as many as there are (Bonferroni).
   */
  static Shift of(ContingencyTable table) {
    CellMerger expected = new CellMerger(table.reference(), table.window());
    ContingencyTable dense = new ContingencyTable();
    double least = 1;
    int tests = 0;
    for (ContingencyTable.Cell cell : table.cells()) {
      if (expected.dense(cell.reference())) {
        dense.add(cell.reference(), cell.window());
      } else {
        least = Math.min(least, table.excessPValue(cell));
        tests++;
      }
    }
    if (dense.cells().size() > 1) {
      least = Math.min(least, dense.chiSquarePValue());
      tests++;
    }
    return new Shift(
        table.stabilityIndex(ADDED) - table.stabilityIndexByChance(),
        Math.min(1, least * Math.max(1, tests)));
  }
}
