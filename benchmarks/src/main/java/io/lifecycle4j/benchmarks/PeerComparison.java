package io.lifecycle4j.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * A claim: with a number of callers, the throughput of the library is at least a multiple of that
 * of a peer.
 *
 * @param name the beginning of the ratio line
 * @param peer the other side
 * @param callers the number of concurrent threads
 * @param floor the least ratio that meets the claim
 */
record PeerComparison(String name, String peer, int callers, double floor) {
  /** All comparisons, in the order in which they run. */
  static final List<PeerComparison> ALL =
      List.of(
          new PeerComparison("predict-1-caller-vs-default", "default", 1, 1.3),
          new PeerComparison("predict-1-caller-vs-tuned", "tuned", 1, 0.9),
          new PeerComparison("predict-32-callers-vs-default", "default", 32, 1.2),
          new PeerComparison("predict-32-callers-vs-tuned", "tuned", 32, 1.2));

  /**
   * Returns the outcome.
   *
   * @param ratios the ratio of each pair of runs, larger is better
   * @return the line {@code NAME ratio R floor F met|missed}
   */
  String line(List<Double> ratios) {
    double ratio = Math.floor(1_000 * median(ratios)) / 1_000; // Judges the printed value.
    return String.format(
        Locale.ROOT,
        "%s ratio %.3f floor %s %s",
        name,
        ratio,
        floor,
        ratio >= floor ? "met" : "missed");
  }

  /** Returns the median; of two middle values, the lower. */
  static double median(List<Double> values) {
    return values.stream().sorted().skip((values.size() - 1) / 2).findFirst().orElseThrow();
  }
}
