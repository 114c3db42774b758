package io.lifecycle4j.core.monitoring.statistics;

/**
 * Compares the cumulative counts at each end of a cell, added over the seasons, and takes the
 * greatest difference in standard deviations: a maximally selected statistic (Miller and Siegmund
 * 1982).
 *
 * <p>Neighbouring cuts say nearly the same, so that their number is no measure of how many tests
 * they are. The p-value is the improved bound of Bonferroni for normal values with their
 * correlations (Efron, Biometrika 84 (1997), 143-157).
 */
final class StratifiedCuts {
  private StratifiedCuts() {}

  static Significance test(StratifiedCounts counts) {
    int cuts = counts.size() - 1;
    double greatest = 0;
    long window = 0;
    for (int cut = 0; cut < cuts; cut++) {
      window += counts.window(cut);
      greatest = Math.max(greatest, Math.abs(counts.rowsOf(0, cut + 1).score(window, 0.5)));
    }
    double score = greatest / Math.sqrt(counts.designEffect());
    return StratifiedTests.asymptotic(score, pValue(counts, score));
  }

  private static double pValue(StratifiedCounts counts, double score) {
    if (score == 0) {
      return 1;
    }
    int cuts = counts.size() - 1;
    double one = 2 * StratifiedTests.tail(score);
    double[][] covariance = counts.covariance();
    double steps = 0;
    for (int cut = 1; cut < cuts; cut++) {
      double angle = Math.acos(Math.max(-1, Math.min(1, correlation(covariance, cut))));
      steps += 1 - 2 * StratifiedTests.tail(score * angle / 2);
    }
    return Math.min(cuts * one, one + 2 * StratifiedTests.density(score) / score * steps);
  }

  /** The correlation of the cumulative counts before and after a cell. */
  private static double correlation(double[][] covariance, int cell) {
    double before = 0;
    double across = 0;
    for (int i = 0; i < cell; i++) {
      for (int j = 0; j < cell; j++) {
        before += covariance[i][j];
      }
      across += covariance[i][cell];
    }
    double after = before + 2 * across + covariance[cell][cell];
    return before > 0 && after > 0 ? (before + across) / Math.sqrt(before * after) : 0;
  }
}
