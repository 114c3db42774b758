package io.lifecycle4j.core.monitoring.statistics;

/** Tests each cell against all other rows, as {@link EachCell} does, season by season. */
final class StratifiedCells {
  /** Rows of each sample that are expected in a cell whose tail is as good as continuous. */
  private static final double LARGE = 50;

  /** A tail so large is not significant, however few of the cells could have it. */
  private static final double CLEAR = 0.05;

  private final StratifiedCounts counts;
  private final HypergeometricSum[] cells;
  private final CountRange[] ranges;

  private StratifiedCells(StratifiedCounts counts) {
    this.counts = counts;
    cells = new HypergeometricSum[counts.size()];
    ranges = new CountRange[cells.length];
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = counts.rowsOf(cell, cell + 1);
    }
  }

  static Significance test(StratifiedCounts counts) {
    StratifiedCells test = new StratifiedCells(counts);
    return counts.size() == 2 ? test.two() : test.each();
  }

  /** Two cells are one test. */
  private Significance two() {
    if (isExact(0)) {
      double both = HypergeometricSum.twoSided(range(0), counts.window(0));
      return CountTests.exact(both, both);
    }
    double both = Math.min(1, 2 * StratifiedTests.tail(Math.abs(score(0))));
    return StratifiedTests.asymptotic(both, both);
  }

  private Significance each() {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int cell = 0; cell < cells.length; cell++) {
      greatest = Math.max(greatest, score(cell));
    }
    double least = 1;
    for (int cell = 0; cell < cells.length; cell++) {
      if (!isLarge(cell) || score(cell) > greatest - 1) {
        least = Math.min(least, atLeast(cell));
      }
    }
    double sum = 0;
    for (int cell = 0; cell < cells.length; cell++) {
      // of many rows, the tail that is attained is as good as the level, and never above it
      sum += attained(cell, least);
    }
    return CountTests.exact(least, sum);
  }

  private double atLeast(int cell) {
    return isExact(cell)
        ? HypergeometricSum.atLeast(range(cell), counts.window(cell))
        : StratifiedTests.tail(score(cell));
  }

  private double attained(int cell, double least) {
    return least < CLEAR && isExact(cell) && !isLarge(cell)
        ? HypergeometricSum.attained(range(cell), least)
        : least;
  }

  private double score(int cell) {
    return cells[cell].score(counts.window(cell), 0.5) / Math.sqrt(counts.designEffect());
  }

  private boolean isExact(int cell) {
    return counts.designEffect() == 1 && cells[cell].isSmall();
  }

  private boolean isLarge(int cell) {
    double expected = cells[cell].mean();
    return Math.min(expected, counts.both(cell) - expected) > LARGE;
  }

  private CountRange range(int cell) {
    if (ranges[cell] == null) {
      ranges[cell] = cells[cell].probabilities();
    }
    return ranges[cell];
  }
}
