package io.lifecycle4j.core.monitoring.statistics;

/**
 * The counts of a window that are possible in a cell, with their probabilities and terms of the
 * likelihood ratio.
 *
 * @param from the first count
 * @param probabilities of each count, before the counts of all cells have to add up
 * @param terms half of what each count adds to the likelihood ratio
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CellRange(int from, double[] probabilities, double[] terms) {
  /** Counts that are less probable are left out. */
  static final double NEGLIGIBLE = 1e-40;

  static CellRange[] of(CellCounts counts) {
    CellRange[] ranges = new CellRange[counts.size()];
    double share = (double) counts.windowRows() / counts.rows();
    for (int cell = 0; cell < ranges.length; cell++) {
      long both = counts.both(cell);
      CountRange range = CountRange.binomial(both, share, NEGLIGIBLE);
      double[] terms = new double[range.probabilities().length];
      for (int i = 0; i < terms.length; i++) {
        terms[i] = JointTest.term(range.from() + i, both, share);
      }
      ranges[cell] = new CellRange(range.from(), range.probabilities(), terms);
    }
    return ranges;
  }

  int size() {
    return terms.length;
  }
}
