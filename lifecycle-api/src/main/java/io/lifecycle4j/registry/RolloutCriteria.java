package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;

/**
 * When a step of a rollout is good enough, too bad, or undecided.
 *
 * @param margin by how much the share of errors, and that of refusals, may exceed the share in the
 *     control; more than 0 and below 1
 * @param minimumRequests how many requests each arm needs in a step before the next one begins
 * @param latencyWithin how much slower the version may be: the 99th percentile of its latency,
 *     divided by that of the control; at least 1
 * @param decideWithin how long a step may stay undecided
 * @param ifUndecided what happens after that time
 */
public record RolloutCriteria(
    double margin,
    int minimumRequests,
    double latencyWithin,
    Duration decideWithin,
    Undecided ifUndecided) {
  /** Checks the parts. */
  public RolloutCriteria {
    check(
        margin > 0 && margin < 1,
        "Invalid margin of a rollout: %s (must be more than 0 and below 1)",
        margin);
    check(
        minimumRequests >= 1,
        "Invalid minimum of requests: %s (must be at least 1)",
        minimumRequests);
    check(
        latencyWithin >= 1 && latencyWithin < Double.POSITIVE_INFINITY,
        "Invalid factor of latency: %s (must be at least 1 and finite)",
        latencyWithin);
    RolloutPlan.checkTime("time to decide", decideWithin);
    required(ifUndecided, "what to do if undecided");
  }
}
