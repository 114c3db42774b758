package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Resamples rows with replacement: Efron and Tibshirani, An Introduction to the Bootstrap, 1993.
 *
 * <p>The seed is constant, so that the same rows have the same intervals.
 */
public record Bootstrap(int rows, int samples) {
  /** The number of samples of an interval. */
  static final int SAMPLES = 500;

  private static final long SEED = 20_240_229;

  /** With fewer values, samples without a difference are frequent. */
  private static final int LEAST = 10;

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

  /** Returns the 95 % intervals of rows: see {@link ScoredRows#intervals}. */
  static Map<String, Interval> intervals(ScoredRows rows, int[] all) {
    Map<String, Interval> result = new TreeMap<>();
    List<String> resampled = new ArrayList<>();
    for (Metric metric : rows.declared()) {
      Optional<Interval> known = rows.interval(metric.name(), all);
      if (known.isPresent()) {
        result.put(metric.name(), known.get());
      } else if (metric.better() != Better.NONE) {
        resampled.add(metric.name());
      }
    }
    if (!resampled.isEmpty()) {
      result.putAll(intervals(rows.rows(), resampled, rows::measure));
    }
    return Collections.unmodifiableMap(result);
  }

  /**
   * Returns the 95 % intervals of metrics over all rows.
   *
   * @param measure returns a function from the name of a metric to its value, from the number of
   *     times that each row counts
   * @return the intervals by name
   */
  static Map<String, Interval> intervals(
      int rows, List<String> metrics, Function<int[], ToDoubleFunction<String>> measure) {
    double[][] sorted =
        new Bootstrap(rows, SAMPLES)
            .sorted(
                metrics.size(),
                weights -> metrics.stream().mapToDouble(measure.apply(weights)).toArray());
    Map<String, Interval> intervals = new HashMap<>();
    for (int i = 0; i < sorted.length; i++) {
      intervals.put(metrics.get(i), interval(sorted[i]));
    }
    return intervals;
  }

  /**
   * Returns the 95 % interval of the mean of values that are not negative, such as squared errors,
   * by the bootstrap-t on a logarithmic scale: Efron and Tibshirani, chapter 12; DiCiccio and
   * Efron, Statistical Science 11 (1996), 189-228. Where a few values make up much of the mean, it
   * contains the true mean more often than the percentile method, but less often than 95 %: no
   * bootstrap knows the large values that did not occur. {@code docs/reference/metrics.md} has the
   * figures.
   *
   * @param weights the number of times that each value counts
   * @return the interval; empty if there are too few values, or too many of them are equal
   */
  static Optional<Interval> ofMean(double[] values, int[] weights) {
    int[] places =
        IntStream.range(0, values.length)
            .flatMap(row -> IntStream.range(0, weights[row]).map(i -> row))
            .toArray();
    double[] counted = Arrays.stream(places).mapToDouble(row -> values[row]).toArray();
    int[] once = new int[counted.length];
    Arrays.fill(once, 1);
    double[] whole = logMean(counted, once);
    if (counted.length < LEAST || !(whole[1] > 0 && Double.isFinite(whole[1]))) {
      return Optional.empty();
    }
    double[] shifts =
        new Bootstrap(counted.length, SAMPLES)
            .sorted(
                1,
                sample -> {
                  double[] drawn = logMean(counted, sample);
                  return new double[] {(drawn[0] - whole[0]) / drawn[1]};
                })[0];
    Interval between = interval(shifts);
    double lower = Math.exp(whole[0] - between.upper() * whole[1]);
    double upper = Math.exp(whole[0] - between.lower() * whole[1]);
    return Double.isFinite(lower + upper)
        ? Optional.of(new Interval(lower, upper))
        : Optional.empty();
  }

  /** Returns the logarithm of the mean, and its standard error. */
  private static double[] logMean(double[] values, int[] weights) {
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < values.length; row++) {
      sum += weights[row] * values[row];
      squares += weights[row] * values[row] * values[row];
    }
    double mean = sum / values.length;
    double variance = Math.max(0, squares / values.length - mean * mean);
    return new double[] {Math.log(mean), Math.sqrt(variance / values.length) / mean};
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
