package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.Bootstrap;
import io.lifecycle4j.core.evaluation.ScoredRows;

/**
 * Bounds, each with 95 % confidence, of how much worse a candidate is than another model, by
 * resampling the rows of both together (percentile method).
 */
record PairedBootstrap(double lower, double upper) {
  /** With fewer rows the intervals are too narrow. */
  static final int MIN_ROWS = 30;

  private static final int RESAMPLES = 2_000;
  private static final double ONE_SIDED = 0.05;

  static PairedBootstrap of(String metric, ScoredRows candidate, ScoredRows other) {
    double[] worsenings =
        new Bootstrap(candidate.rows(), RESAMPLES)
            .sorted(1, rows -> new double[] {worsening(metric, candidate, other, rows)})[0];
    int tail = (int) (RESAMPLES * ONE_SIDED);
    return new PairedBootstrap(worsenings[tail - 1], worsenings[RESAMPLES - tail]);
  }

  private static double worsening(
      String metric, ScoredRows candidate, ScoredRows other, int[] rows) {
    return candidate.worsening(
        metric,
        candidate.measure(rows).applyAsDouble(metric),
        other.measure(rows).applyAsDouble(metric));
  }
}
