package io.lifecycle4j.core.monitoring.statistics;

/**
 * The exact tail of the likelihood ratio: adds the probabilities of all tables, if they are few.
 */
final class AllTables {
  /** About one millisecond. */
  private static final double MOST = 100_000;

  private final CellRange[] ranges;
  private final double least;

  /** The counts that the cells from here on can have together. */
  private final long[] lowest;

  private final long[] highest;

  private AllTables(CellRange[] ranges, double least) {
    this.ranges = ranges;
    this.least = least;
    lowest = new long[ranges.length + 1];
    highest = new long[ranges.length + 1];
    for (int cell = ranges.length - 1; cell >= 0; cell--) {
      lowest[cell] = lowest[cell + 1] + ranges[cell].from();
      highest[cell] = highest[cell + 1] + ranges[cell].from() + ranges[cell].size() - 1;
    }
  }

  /** Returns whether there are few; the counts of the last cell follow from the others. */
  static boolean few(CellRange... ranges) {
    double tables = 1;
    for (int cell = 0; cell < ranges.length - 1; cell++) {
      tables *= ranges[cell].size();
    }
    return tables <= MOST;
  }

  /** Returns the probability of all tables whose ratio is at least this. */
  static double tail(CellRange[] ranges, CellCounts counts, double ratio) {
    double share = (double) counts.windowRows() / counts.rows();
    double all =
        Math.exp(SaddlePoint.logBinomial(counts.windowRows(), counts.rows(), share, 1 - share));
    double sum = new AllTables(ranges, ratio / 2).sum(0, counts.windowRows(), 0);
    return sum / all + counts.size() * CellRange.NEGLIGIBLE;
  }

  private double sum(int cell, long rows, double half) {
    CellRange range = ranges[cell];
    int first = (int) Math.max(0, rows - highest[cell + 1] - range.from());
    int last = (int) Math.min(range.size() - 1, rows - lowest[cell + 1] - range.from());
    double sum = 0;
    for (int i = first; i <= last; i++) {
      double reached = half + range.terms()[i];
      double others;
      if (cell + 1 < ranges.length) {
        others = sum(cell + 1, rows - range.from() - i, reached);
      } else {
        others = reached >= least ? 1 : 0;
      }
      sum += range.probabilities()[i] * others;
    }
    return sum;
  }
}
