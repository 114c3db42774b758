package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.List;

/**
 * How the share of requests that a version serves grows, and when.
 *
 * @param shares the share of requests in each step, increasing to 1 by at least 0.0001; with the
 *     last one, which is 1, the version is in production
 * @param stepEvery how long a step takes at least
 * @param bakeFor how long the version can still go back once it is in production; 0 for not at all
 * @param criteria what a step needs to go on or back
 */
public record RolloutPlan(
    List<Double> shares, Duration stepEvery, Duration bakeFor, RolloutCriteria criteria) {
  private static final int MOST_STEPS = 100;

  /** Requests are shared out in units of this; a smaller step would change nothing. */
  private static final double SMALLEST_STEP = 0.0001;

  private static final double ROUNDING = 1e-12;
  private static final Duration LONGEST = Duration.ofDays(366);

  /** Checks the parts. */
  public RolloutPlan {
    shares = copy(shares, "shares of a rollout");
    check(
        shares.size() >= 2 && shares.size() <= MOST_STEPS && isIncreasing(shares),
        "Invalid shares of a rollout: %s (must increase to 1, by at least 0.0001 in each"
            + " of 2 to %s steps)",
        shares,
        MOST_STEPS);
    checkTime("time of a step", stepEvery);
    check(
        !required(bakeFor, "time to bake").isNegative() && bakeFor.compareTo(LONGEST) <= 0,
        "Invalid time to bake: %s (must be at least 0 and at most %s)",
        bakeFor,
        LONGEST);
    required(criteria, "criteria of a rollout");
    check(
        criteria.decideWithin().compareTo(stepEvery) >= 0,
        "Invalid time to decide: %s (must be at least the time of a step, %s)",
        criteria.decideWithin(),
        stepEvery);
  }

  private static boolean isIncreasing(List<Double> shares) {
    double last = 0;
    for (double share : shares) {
      if (!(share - last > SMALLEST_STEP - ROUNDING)) {
        return false;
      }
      last = share;
    }
    return last == 1;
  }

  static void checkTime(String what, Duration time) {
    check(
        required(time, what).compareTo(Duration.ZERO) > 0 && time.compareTo(LONGEST) <= 0,
        "Invalid %s: %s (must be more than 0 and at most %s)",
        what,
        time,
        LONGEST);
  }

  /**
   * Returns the number of the step in which the version is in production.
   *
   * @return the number, from 1
   */
  public int lastStep() {
    return shares.size() - 1;
  }

  /** Returns a share in words. */
  static String percent(double share) {
    return number(Math.round(share * 10_000) / 100.0) + " %";
  }
}
