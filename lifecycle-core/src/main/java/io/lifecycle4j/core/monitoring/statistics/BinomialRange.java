package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;

/**
 * The probabilities of a binomial distribution that are not negligible.
 *
 * @param from the count of the first probability
 * @param probabilities those of {@code from} and the counts after it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BinomialRange(int from, double[] probabilities) {
  static BinomialRange of(long n, double share, double negligible) {
    double rest = 1 - share;
    double odds = share / rest;
    int mode = (int) Math.min(n, (long) ((n + 1) * share));
    double top = Math.exp(SaddlePoint.logBinomial(mode, n, share, rest));
    double[] down = new double[16];
    int below = 0;
    double term = top * mode / ((n - mode + 1) * odds);
    for (int k = mode - 1; k >= 0 && term > negligible; k--) {
      down = below == down.length ? Arrays.copyOf(down, 2 * below) : down;
      down[below++] = term;
      term *= k / ((n - k + 1) * odds);
    }
    double[] range = new double[below + 16];
    for (int i = 0; i < below; i++) {
      range[i] = down[below - 1 - i];
    }
    int length = below;
    term = top;
    for (int k = mode; k <= n && term > negligible; k++) {
      range = length == range.length ? Arrays.copyOf(range, 2 * length) : range;
      range[length++] = term;
      term *= (n - k) * odds / (k + 1);
    }
    return new BinomialRange(mode - below, Arrays.copyOf(range, length));
  }
}
