package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.Arrays;
import java.util.List;

/**
 * The bins in which the numbers of a column are counted.
 *
 * <p>Those of the reference, except for a constant, whose quantiles are all equal: it has a bin for
 * the value and one on each side.
 */
final class ReferenceBins {
  private final double[] edges;
  private final long[] counts;
  private final boolean constant;

  private ReferenceBins(double[] edges, long[] counts, boolean constant) {
    this.edges = edges;
    this.counts = counts;
    this.constant = constant;
  }

  static boolean present(ColumnProfile reference) {
    boolean counted = reference.histogram().filter(histogram -> histogram.total() > 0).isPresent();
    return counted && reference.moments().isPresent();
  }

  static ReferenceBins of(Histogram histogram, Moments moments) {
    if (moments.min() == moments.max()) {
      double value = moments.min();
      return new ReferenceBins(
          new double[] {value, Math.nextUp(value)}, new long[] {0, histogram.total(), 0}, true);
    }
    return new ReferenceBins(
        histogram.edges().stream().mapToDouble(Double::doubleValue).toArray(),
        histogram.counts().stream().mapToLong(Long::longValue).toArray(),
        false);
  }

  int size() {
    return counts.length;
  }

  /** Returns the reference's count in a bin. */
  long count(int bin) {
    return counts[bin];
  }

  /** Returns the reference's count in all bins. */
  long total() {
    return Arrays.stream(counts).sum();
  }

  boolean constant() {
    return constant;
  }

  /**
   * Returns the number of edges not above a value, with -0.0 equal to 0.0. A binary search in which
   * both halves count as equally long, so that the processor predicts every branch but the last.
   */
  int bin(double value) {
    int low = 0;
    for (int length = edges.length; length > 0; length /= 2) {
      int half = length - length / 2;
      low += edges[low + half - 1] <= value ? half : 0;
    }
    return low;
  }

  List<Double> edges() {
    return Arrays.stream(edges).boxed().toList();
  }
}
