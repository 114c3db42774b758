package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Resamples rows with replacement: Efron and Tibshirani, An Introduction to the Bootstrap, 1993.
 *
 * <p>The seed is constant, so that the same rows have the same intervals.
 */
public record Bootstrap(int rows, int samples) {
  private static final long SEED = 20_240_229;

  /**
   * Computes figures of each sample.
   *
   * @param measure computes the figures from the number of times that each row is in the sample;
   *     the array is reused
   * @return {@code [figure][sample]}, each figure sorted, NaN last
   */
  public double[][] sorted(int figures, Function<int[], double[]> measure) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] result = new double[figures][samples];
    int[] sample = new int[rows];
    for (int i = 0; i < samples; i++) {
      Arrays.fill(sample, 0);
      for (int draw = 0; draw < rows; draw++) {
        sample[random.nextInt(rows)]++;
      }
      double[] measured = measure.apply(sample);
      for (int figure = 0; figure < figures; figure++) {
        result[figure][i] = measured[figure];
      }
    }
    Arrays.stream(result).forEach(Arrays::sort);
    return result;
  }

  /**
   * Returns the 95 % interval of a figure by the percentile method.
   *
   * @param sorted the figure of each sample, sorted, NaN last
   * @return the interval; NaN if the figure is undefined for more than 5 % of the samples
   */
  static Interval interval(double[] sorted) {
    int defined = sorted.length;
    while (defined > 0 && Double.isNaN(sorted[defined - 1])) {
      defined--;
    }
    if (defined < 0.95 * sorted.length) {
      return new Interval(Double.NaN, Double.NaN);
    }
    int tail = (int) (defined * 0.025);
    return new Interval(sorted[tail], sorted[defined - 1 - tail]);
  }
}
