package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.profile.BinIndex;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.Arrays;
import java.util.List;

/**
 * The bins in which the numbers of a column are counted, with the rows of the reference in each.
 */
final class ReferenceBins {
  private final double[] edges;
  private final long[] counts;

  private ReferenceBins(double[] edges, long[] counts) {
    this.edges = edges;
    this.counts = counts;
  }

  static boolean present(ColumnProfile reference) {
    return reference.histogram().isPresent();
  }

  /** Returns whether there is one bin only, so that a number is there or missing. */
  static boolean isOne(ColumnProfile reference) {
    return reference.histogram().filter(all -> all.edges().isEmpty()).isPresent();
  }

  static ReferenceBins of(Histogram histogram) {
    return new ReferenceBins(
        histogram.edges().stream().mapToDouble(Double::doubleValue).toArray(),
        histogram.counts().stream().mapToLong(Long::longValue).toArray());
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

  /**
   * Returns the middle of each bin.
   *
   * @param least where the first bin begins, or its edge if that is less
   * @param greatest where the last bin ends, or its edge if that is greater
   */
  double[] middles(double least, double greatest) {
    double[] middles = new double[counts.length];
    for (int bin = 0; bin < middles.length; bin++) {
      double from = bin == 0 ? Math.min(least, edge(0, least)) : edges[bin - 1];
      double to =
          bin == edges.length ? Math.max(greatest, edge(edges.length - 1, greatest)) : edges[bin];
      middles[bin] = from / 2 + to / 2;
    }
    return middles;
  }

  private double edge(int edge, double otherwise) {
    return edges.length == 0 ? otherwise : edges[edge];
  }

  /** Returns what finds the bins of values. */
  BinIndex index() {
    return new BinIndex(edges);
  }

  List<Double> edges() {
    return Arrays.stream(edges).boxed().toList();
  }
}
