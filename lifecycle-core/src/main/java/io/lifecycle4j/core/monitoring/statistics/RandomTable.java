package io.lifecycle4j.core.monitoring.statistics;

import java.util.SplittableRandom;

/** Draws the rows of a window at random from those of both samples. */
final class RandomTable {
  private final CellCounts counts;
  private final SplittableRandom random;
  private final double share;

  RandomTable(CellCounts counts, SplittableRandom random) {
    this.counts = counts;
    this.random = random;
    share = (double) counts.windowRows() / counts.rows();
  }

  /** Returns the likelihood ratio of another table. */
  double ratio() {
    long all = counts.rows();
    long rows = counts.windowRows();
    double sum = 0;
    for (int cell = 0; cell < counts.size(); cell++) {
      long both = counts.both(cell);
      long window = rows == 0 ? 0 : new Hypergeometric(all, both, rows).draw(random.nextDouble());
      sum += JointTest.term(window, both, share);
      all -= both;
      rows -= window;
    }
    return Math.max(0, 2 * sum);
  }
}
