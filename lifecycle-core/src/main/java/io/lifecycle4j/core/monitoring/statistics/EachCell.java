package io.lifecycle4j.core.monitoring.statistics;

/**
 * Tests each cell against all other rows: the probability, without drift, that any cell is as
 * surprising as the most surprising one.
 *
 * <p>Two cells are one test: Fisher's exact one. Of more, each is tested for an excess by the tail
 * of the hypergeometric distribution, and the probabilities of all cells whose tail can be as small
 * are added: the Bonferroni correction for discrete tests (Tarone 1990; Westfall and Wolfinger
 * 1997). Values of a few rows do not count, since their tail cannot be small.
 */
final class EachCell {
  /** Rows of each sample that are expected in a cell whose tail is as good as continuous. */
  private static final double LARGE = 1_000;

  private EachCell() {}

  static Significance test(CellCounts counts) {
    if (counts.size() == 2) {
      double both = cell(counts, 0).twoSided(counts.window(0));
      return CountTests.exact(both, both);
    }
    double[] deviations = new double[counts.size()];
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = deviation(counts, i);
      greatest = Math.max(greatest, deviations[i]);
    }
    double least = 1;
    for (int i = 0; i < deviations.length; i++) {
      if (!isLarge(counts, i) || deviations[i] > greatest - 1) {
        least = Math.min(least, cell(counts, i).atLeast(counts.window(i)));
      }
    }
    double sum = 0;
    for (int i = 0; i < deviations.length; i++) {
      // of many rows, the tail that is attained is as good as the level, and never above it
      sum += isLarge(counts, i) ? least : cell(counts, i).attained(least);
    }
    return CountTests.exact(least, sum);
  }

  private static boolean isLarge(CellCounts counts, int cell) {
    return expected(counts, cell) > LARGE
        && (double) counts.both(cell) / counts.rows() * counts.referenceRows() > LARGE;
  }

  private static double expected(CellCounts counts, int cell) {
    return (double) counts.both(cell) / counts.rows() * counts.windowRows();
  }

  /** By how many standard deviations the window has more rows of the cell than expected. */
  private static double deviation(CellCounts counts, int cell) {
    double expected = expected(counts, cell);
    double rest = 1 - (double) counts.both(cell) / counts.rows();
    double variance = expected * rest * counts.referenceRows() / counts.rows();
    return variance > 0 ? (counts.window(cell) - expected) / Math.sqrt(variance) : 0;
  }

  private static Hypergeometric cell(CellCounts counts, int cell) {
    return new Hypergeometric(counts.rows(), counts.both(cell), counts.windowRows());
  }
}
