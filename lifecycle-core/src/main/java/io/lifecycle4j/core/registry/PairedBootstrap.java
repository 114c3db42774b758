package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.ScoredRows;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Bounds, each with 95 % confidence, of how much worse a candidate is than another model, by
 * resampling the rows of both together (percentile method).
 */
record PairedBootstrap(double lower, double upper) {
  /** With fewer rows the intervals are too narrow. */
  static final int MIN_ROWS = 30;

  private static final int RESAMPLES = 2_000;
  private static final double ONE_SIDED = 0.05;

  /** Constant, so that the same rows return the same verdict. */
  private static final long SEED = 20_240_229;

  static PairedBootstrap of(String metric, ScoredRows candidate, ScoredRows other) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] sample = new int[candidate.rows()];
    double[] worsenings = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int row = 0; row < sample.length; row++) {
        sample[row] = random.nextInt(sample.length);
      }
      worsenings[i] =
          candidate.worsening(
              metric, candidate.metric(metric, sample), other.metric(metric, sample));
    }
    Arrays.sort(worsenings);
    int tail = (int) (RESAMPLES * ONE_SIDED);
    return new PairedBootstrap(worsenings[tail - 1], worsenings[RESAMPLES - tail]);
  }
}
