package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * Counts of values between edges. The outer bins are unbounded.
 *
 * @param edges strictly increasing inner edges, one less than the counts; a value on an edge
 *     belongs to the bin on its right
 * @param counts number of values in each bin
 */
public record Histogram(List<Double> edges, List<Long> counts) {
  /** Checks the parts. */
  public Histogram {
    edges = copy(edges, "edges");
    counts = copy(counts, "counts");
    check(
        counts.size() == edges.size() + 1,
        "Invalid histogram: %s edges for %s bins (needs one less than bins)",
        edges.size(),
        counts.size());
    double before = Double.NEGATIVE_INFINITY;
    for (double edge : edges) {
      check(
          before < edge && edge < Double.POSITIVE_INFINITY,
          "Invalid histogram: edges %s (must be finite and increase)",
          edges);
      before = edge;
    }
    for (long count : counts) {
      check(count >= 0, "Invalid histogram: count %s (must not be negative)", count);
    }
  }

  /**
   * Counts all values.
   *
   * @return the sum of the counts
   */
  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
