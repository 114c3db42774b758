package io.lifecycle4j.core.monitoring.statistics;

import java.util.SplittableRandom;

/**
 * Draws tables until enough of them have a ratio at least as great as a value: the sequential
 * p-value of Besag and Clifford, Biometrika 78 (1991), 301-304.
 */
final class DrawnTables {
  private final RandomTable tables;
  private final double least;
  private final int clear;
  private int drawn;
  private int asGreat;

  DrawnTables(CellCounts counts, double least, int clear) {
    // the same table has the same seed, but another one has another: errors do not add up
    tables = new RandomTable(counts, new SplittableRandom(counts.hashCode()));
    this.least = least;
    this.clear = clear;
  }

  /** Draws until so many were drawn in all, or until it is clear that the value is not rare. */
  boolean areClear(int most) {
    while (drawn < most && asGreat < clear) {
      drawn++;
      asGreat += tables.ratio() >= least ? 1 : 0;
    }
    return asGreat == clear;
  }

  double pValue() {
    return asGreat == clear ? (double) clear / drawn : (asGreat + 1.0) / (drawn + 1.0);
  }
}
