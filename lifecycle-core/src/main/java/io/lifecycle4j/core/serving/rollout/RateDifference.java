package io.lifecycle4j.core.serving.rollout;

import org.apache.commons.math3.special.Beta;

/**
 * Tests whether the difference of two rates is above, or below, a margin. Both may be repeated
 * after every request without inflating the rate of false decisions, and depend on sums alone, so
 * that the counts of several processes may be added in any order. Requests must be independent.
 *
 * <p><b>Above</b>, which turns a rollout back, is exact for small counts too. The evidence is the
 * likelihood of the counts, averaged over all rates with a prior, divided by their largest
 * likelihood under the hypothesis to reject. If that is true, the evidence ever reaches {@code 1 /
 * level} with at most the probability {@code level}: for any true pair of rates it is at most a
 * mixture martingale (Robbins, "Statistical methods related to the law of the iterated logarithm",
 * Annals of Mathematical Statistics 41, 1970), to which Ville's inequality applies. See also
 * Wasserman, Ramdas and Balakrishnan, "Universal inference", PNAS 117(29), 2020.
 *
 * <p><b>Below</b>, which lets a rollout go on, needs fewer requests: the score statistic of
 * Farrington and Manning (Statistics in Medicine 9, 1990) must exceed the one-sided boundary of a
 * normal mixture (Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic
 * confidence sequences", Annals of Statistics 49(2), 2021, section 3.2). Its level is that of a
 * large sample (Waudby-Smith et al., "Time-uniform central limit theory and asymptotic confidence
 * sequences", Annals of Statistics 52(6), 2024); the variance under the hypothesis keeps it from
 * passing by a few requests without errors.
 */
public final class RateDifference {
  /**
   * The prior of a rate is a beta distribution, half of whose mass is below 2.3 %: rates of errors
   * are small. Another one would cost power, not validity.
   */
  private static final double PRIOR_BAD = 0.5;

  private static final double PRIOR_GOOD = 10;

  private static final double PRIOR = Beta.logBeta(PRIOR_BAD, PRIOR_GOOD);

  /** The boundary is lowest, at 2.8 standard deviations, from 5 to 20 times as many requests. */
  private static final double MIXED_REQUESTS = 250;

  /** Halves the interval of rates to less than a double can represent. */
  private static final int HALVINGS = 60;

  private RateDifference() {}

  /** Counts of one arm. */
  record Rate(long bad, long all) {
    double value() {
      return all == 0 ? 0 : (double) bad / all;
    }

    private long good() {
      return all - bad;
    }

    private double averaged() {
      return Beta.logBeta(PRIOR_BAD + bad, PRIOR_GOOD + good()) - PRIOR;
    }

    private double logLikelihood(double rate) {
      return times(bad, rate) + times(good(), 1 - rate);
    }

    private double slope(double rate) {
      return per(bad, rate) - per(good(), 1 - rate);
    }

    private double variance(double rate) {
      return rate * (1 - rate) / all;
    }

    private static double times(long count, double rate) {
      return count == 0 ? 0 : count * Math.log(rate);
    }

    private static double per(long count, double rate) {
      return count == 0 ? 0 : count / rate;
    }
  }

  /** Returns whether the rate exceeds the other by more than the margin. */
  static boolean isAbove(Rate rate, Rate other, double margin, double level) {
    if (rate.value() - other.value() <= margin) {
      return false;
    }
    double base = onMargin(rate, other, margin);
    double likeliest = rate.logLikelihood(base + margin) + other.logLikelihood(base);
    return rate.averaged() + other.averaged() - likeliest >= -Math.log(level);
  }

  /** Returns whether one rate exceeds another one. */
  public static boolean isAbove(long bad, long all, long otherBad, long other, double level) {
    return isAbove(new Rate(bad, all), new Rate(otherBad, other), 0, level);
  }

  /**
   * Returns whether the rate exceeds a bound, by the same evidence as the difference: it may be
   * asked again after every request.
   */
  public static boolean isAbove(long bad, long all, double bound, double level) {
    Rate rate = new Rate(bad, all);
    return rate.value() > bound && rate.averaged() - rate.logLikelihood(bound) >= -Math.log(level);
  }

  /** Returns whether the rate exceeds the other by less than the margin, if at all. */
  static boolean isBelow(Rate rate, Rate other, double margin, double level) {
    double left = margin - (rate.value() - other.value());
    if (left <= 0 || rate.all == 0 || other.all == 0) {
      return false;
    }
    double base = onMargin(rate, other, margin);
    double deviation = Math.sqrt(rate.variance(base + margin) + other.variance(base));
    return left >= deviation * boundary(Math.min(rate.all, other.all) / MIXED_REQUESTS, level);
  }

  /** Returns the boundary in standard deviations; the time is 1 where the mixture is centred. */
  private static double boundary(double time, double level) {
    return Math.sqrt(2 * (1 + 1 / time) * Math.log1p(Math.sqrt(1 + time) / (2 * level)));
  }

  /**
   * Returns the lower of the likeliest two rates that differ by the margin. Of all on the far side
   * of it, as seen from the observed ones, they are the likeliest, since there is one maximum.
   */
  private static double onMargin(Rate rate, Rate other, double margin) {
    double low = 0;
    double high = 1 - margin;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (rate.slope(middle + margin) + other.slope(middle) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
