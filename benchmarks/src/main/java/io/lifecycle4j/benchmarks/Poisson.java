package io.lifecycle4j.benchmarks;

/** The distribution of the number of rare, independent events. */
final class Poisson {
  private Poisson() {}

  /** Returns the probability of at least as many events where {@code mean} are expected. */
  static double atLeast(int events, double mean) {
    double term = Math.exp(-mean);
    double below = 0;
    for (int i = 0; i < events; i++) {
      below += term;
      term *= mean / (i + 1);
    }
    return Math.max(0, 1 - below);
  }
}
