package io.lifecycle4j.core.monitoring.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The increasing function that fits hits at probabilities best, by squares: isotonic regression, by
 * pooling adjacent violators (Ayer et al., Annals of Mathematical Statistics 26 (1955), 641-647).
 * Between the probabilities it is linear, and constant beyond them, as that of scikit-learn.
 *
 * <p>Immutable. The probabilities are sorted once, so that a bootstrap fits many times.
 */
final class Isotonic {
  private final double[] at;
  private final int[] places;
  private final boolean[] hits;

  /** Begins with the probability of each row, and whether it is a hit. */
  Isotonic(double[] probabilities, boolean[] hits) {
    Integer[] order =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> probabilities[row]))
            .toArray(Integer[]::new);
    this.hits = hits;
    this.places = new int[probabilities.length];
    double[] distinct = new double[probabilities.length];
    int last = -1;
    for (int row : order) {
      if (last < 0 || probabilities[row] > distinct[last]) {
        distinct[++last] = probabilities[row];
      }
      places[row] = last;
    }
    this.at = Arrays.copyOf(distinct, last + 1);
  }

  /**
   * Fits the function.
   *
   * @param weights how often each row counts
   * @return the value at each distinct probability, for {@link #value}
   */
  double[] fit(int[] weights) {
    double[] sums = new double[at.length];
    double[] counts = new double[at.length];
    for (int row = 0; row < places.length; row++) {
      sums[places[row]] += hits[row] ? weights[row] : 0;
      counts[places[row]] += weights[row];
    }
    int[] ends = new int[at.length];
    int blocks = 0;
    for (int i = 0; i < at.length; i++) {
      sums[blocks] = sums[i];
      counts[blocks] = counts[i];
      ends[blocks] = i;
      while (blocks > 0 && violates(sums, counts, blocks)) {
        blocks--;
        sums[blocks] += sums[blocks + 1];
        counts[blocks] += counts[blocks + 1];
        ends[blocks] = i;
      }
      blocks++;
    }
    return values(sums, counts, ends, blocks);
  }

  /** A block that has no row joins the one before. */
  private static boolean violates(double[] sums, double[] counts, int block) {
    return counts[block] == 0
        || counts[block - 1] == 0
        || sums[block - 1] * counts[block] >= sums[block] * counts[block - 1];
  }

  private double[] values(double[] sums, double[] counts, int[] ends, int blocks) {
    double[] values = new double[at.length];
    int from = 0;
    for (int block = 0; block < blocks; block++) {
      double value = counts[block] == 0 ? at[from] : sums[block] / counts[block];
      Arrays.fill(values, from, ends[block] + 1, value);
      from = ends[block] + 1;
    }
    return values;
  }

  /** Returns where a probability is among those it was fitted at: a place, and the share beyond. */
  double position(double probability) {
    int found = Arrays.binarySearch(at, probability);
    if (found >= 0) {
      return found;
    }
    int above = -found - 1;
    if (above == 0 || above == at.length) {
      return above == 0 ? 0 : at.length - 1;
    }
    return above - 1 + (probability - at[above - 1]) / (at[above] - at[above - 1]);
  }

  /** Returns the value of a fit at a {@link #position}. */
  static double value(double[] fit, double position) {
    int below = (int) position;
    double beyond = position - below;
    return beyond == 0 ? fit[below] : fit[below] * (1 - beyond) + fit[below + 1] * beyond;
  }
}
