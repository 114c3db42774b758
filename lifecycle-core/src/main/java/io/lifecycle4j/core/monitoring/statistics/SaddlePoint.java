package io.lifecycle4j.core.monitoring.statistics;

/**
 * Binomial probabilities without loss of digits, even for large counts.
 *
 * <p>Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
 * Differences of log-factorials would cancel: those of a million are 13 million, which leaves nine
 * digits.
 */
final class SaddlePoint {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** Below this, the series of Stirling's error is not exact to the last digits. */
  private static final int SMALL = 16;

  private static final double[] SMALL_ERRORS = smallErrors();

  private SaddlePoint() {}

  private static double[] smallErrors() {
    double[] errors = new double[SMALL];
    double factorial = 1;
    for (int n = 1; n < SMALL; n++) {
      factorial *= n;
      errors[n] = Math.log(factorial) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI;
    }
    return errors;
  }

  /** The logarithm of n!, less Stirling's formula for it. */
  private static double stirlingError(long n) {
    if (n < SMALL) {
      return SMALL_ERRORS[(int) n];
    }
    double square = (double) n * n;
    return (1.0 / 12
            - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square)
                / square)
        / n;
  }

  /** Half the deviance of a count from its expectation: x ln(x / np) + np - x. */
  private static double deviance(double count, double expected) {
    double difference = count - expected;
    double sum = count + expected;
    if (Math.abs(difference) >= 0.1 * sum) {
      return count * Math.log(count / expected) - difference;
    }
    double ratio = difference / sum;
    double total = difference * ratio;
    double term = 2 * count * ratio;
    for (int i = 1; ; i++) {
      term *= ratio * ratio;
      double next = total + term / (2 * i + 1);
      if (next == total) {
        return total;
      }
      total = next;
    }
  }

  /** The log-probability of {@code count} of n, each with probability {@code share}. */
  static double logBinomial(long count, long n, double share, double rest) {
    double all = n;
    double hits = count;
    if (count == 0) {
      return n == 0 ? 0 : logNone(all, share, rest);
    }
    if (count == n) {
      return logNone(all, rest, share);
    }
    double probability =
        stirlingError(n)
            - stirlingError(count)
            - stirlingError(n - count)
            - deviance(hits, all * share)
            - deviance(all - hits, all * rest);
    double curve = Math.log(hits) + Math.log1p(-hits / all);
    return probability - HALF_LOG_TWO_PI - 0.5 * curve;
  }

  /** The log-probability of none of n, each with probability {@code share}. */
  private static double logNone(double n, double share, double rest) {
    return share < 0.1 ? -deviance(n, n * rest) - n * share : n * Math.log(rest);
  }
}
