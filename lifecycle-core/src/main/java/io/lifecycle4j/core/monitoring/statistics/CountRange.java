package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;

/**
 * The probabilities of the counts of a distribution that are not negligible.
 *
 * @param from the count of the first probability
 * @param probabilities those of {@code from} and the counts after it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CountRange(int from, double[] probabilities) {
  static CountRange binomial(long n, double share, double negligible) {
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
    return new CountRange(mode - below, Arrays.copyOf(range, length));
  }

  /** Returns the probabilities of the sum of two counts, without the ends that are negligible. */
  CountRange plus(CountRange other, double negligible) {
    double[] sums = convolve(probabilities, other.probabilities);
    int low = 0;
    int high = sums.length;
    while (low < high && sums[low] <= negligible) {
      low++;
    }
    while (high > low && sums[high - 1] <= negligible) {
      high--;
    }
    return new CountRange(from + other.from + low, Arrays.copyOfRange(sums, low, high));
  }

  /** Returns the probabilities of the sum of two counts. */
  static double[] convolve(double[] one, double[] two) {
    double[] sums = new double[one.length + two.length - 1];
    for (int i = 0; i < one.length; i++) {
      double probability = one[i];
      for (int j = 0; j < two.length; j++) {
        sums[i + j] += probability * two[j];
      }
    }
    return sums;
  }
}
