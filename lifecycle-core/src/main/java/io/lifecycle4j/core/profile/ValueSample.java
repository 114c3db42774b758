package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A uniform sample of numbers that come one by one, and its histogram.
 *
 * <p>Not thread-safe. Algorithm R of Vitter, "Random sampling with a reservoir", 1985. {@link
 * Random} is specified to give the same numbers on every Java, so that the same rows give the same
 * profile.
 */
final class ValueSample {
  private static final int BINS = 20;

  private final Random random = new Random(Profiler.SEED);
  private double[] values = new double[64];
  private int size;
  private long seen;

  void add(double value) {
    seen++;
    // Adding 0 turns -0 into 0: two edges that compare as equal would not increase.
    double normal = value + 0.0;
    if (size < Profiler.SAMPLE) {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.min(2 * size, Profiler.SAMPLE));
      }
      values[size++] = normal;
    } else {
      long place = (long) (random.nextDouble() * seen);
      if (place < size) {
        values[(int) place] = normal;
      }
    }
  }

  Histogram histogram() {
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    List<Double> edges = edges(sorted);
    return new Histogram(edges, counts(sorted, edges));
  }

  /**
   * Quantiles as edges. A value that fills more than one quantile gets a bin of its own, from
   * itself to the next greater number: else a column that is 0 in nearly all rows would have one
   * bin, in which no change could be seen.
   */
  private static List<Double> edges(double[] sorted) {
    List<Double> edges = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    for (int k = 1; k < BINS; k++) {
      double quantile = sorted[(int) ((long) k * sorted.length / BINS)];
      if (quantile == last) {
        quantile = Math.nextUp(quantile);
      }
      if (quantile > last && Double.isFinite(quantile)) {
        edges.add(quantile);
        last = quantile;
      }
    }
    return edges;
  }

  private static List<Long> counts(double[] sorted, List<Double> edges) {
    List<Long> counts = new ArrayList<>();
    int from = 0;
    for (double edge : edges) {
      int to = from;
      while (to < sorted.length && sorted[to] < edge) {
        to++;
      }
      counts.add((long) (to - from));
      from = to;
    }
    counts.add((long) (sorted.length - from));
    return counts;
  }
}
