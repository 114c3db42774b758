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
  private EachCell() {}

  static Significance test(CellCounts counts) {
    if (counts.size() == 2) {
      double both = cell(counts, 0).twoSided(counts.window(0));
      return CountTests.exact(both, both);
    }
    double least = 1;
    for (int i = 0; i < counts.size(); i++) {
      least = Math.min(least, cell(counts, i).atLeast(counts.window(i)));
    }
    double sum = 0;
    for (int i = 0; i < counts.size(); i++) {
      sum += cell(counts, i).attained(least);
    }
    return CountTests.exact(least, sum);
  }

  private static Hypergeometric cell(CellCounts counts, int cell) {
    return new Hypergeometric(counts.rows(), counts.both(cell), counts.windowRows());
  }
}
