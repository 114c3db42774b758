package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Task.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Resamples rows with replacement: Efron and Tibshirani, An Introduction to the Bootstrap, 1993.
 *
 * <p>A sample is how often each row is in it. The seed is constant, so that the same rows give the
 * same figures. Immutable and thread-safe.
 *
 * @param rows how many rows there are
 * @param samples how many samples are drawn
 */
public record Bootstrap(int rows, int samples) {
  private static final long SEED = 20_240_229;

  /**
   * Computes figures of each sample.
   *
   * @param figures how many figures there are
   * @param measure computes them from how often each row is in a sample; the array is used again
   * @return the figures {@code [figure][sample]}, each sorted, NaN last
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
   * @return the interval; of NaN if more than a twentieth of the samples have no figure
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
