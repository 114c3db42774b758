package io.lifecycle4j.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * A claim: with so many callers, the library answers at least so many times as often as a peer.
 *
 * @param name what the ratio line begins with
 * @param peer the other side
 * @param callers how many threads ask at once
 * @param floor the least ratio that meets the claim
 */
record Comparison(String name, String peer, int callers, double floor) {
  /** All comparisons, in the order in which they run. */
  static final List<Comparison> ALL =
      List.of(
          new Comparison("predict-1-caller-vs-default", "default", 1, 1.3),
          new Comparison("predict-1-caller-vs-tuned", "tuned", 1, 0.9),
          new Comparison("predict-32-callers-vs-default", "default", 32, 1.2),
          new Comparison("predict-32-callers-vs-tuned", "tuned", 32, 1.2));

  /**
   * Prints the outcome.
   *
   * @param ratios the ratio of each pair of runs, larger is better
   * @return {@code NAME ratio R floor F met|missed}
   */
  String line(List<Double> ratios) {
    double ratio = Math.floor(1_000 * median(ratios)) / 1_000; // judge what is printed
    return String.format(
        Locale.ROOT,
        "%s ratio %.3f floor %s %s",
        name,
        ratio,
        floor,
        ratio >= floor ? "met" : "missed");
  }

  /** Returns the middle one, the lower of two. */
  static double median(List<Double> values) {
    return values.stream().sorted().skip((values.size() - 1) / 2).findFirst().orElseThrow();
  }
}
