package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;

/**
 * What happened to the requests of one arm of a rollout. A call with several inputs is one request.
 *
 * @param requests how many were counted, answered or not
 * @param errors in how many the version failed or returned no valid answer
 * @param refusals in how many an input was refused
 * @param latencyP99 the 99th percentile of the time that a request took, at most 7 % too high; 0
 *     without requests
 */
public record ArmFigures(long requests, long errors, long refusals, Duration latencyP99) {
  /** The figures of an arm without requests. */
  public static final ArmFigures NONE = new ArmFigures(0, 0, 0, Duration.ZERO);

  /** Checks the parts. */
  public ArmFigures {
    check(
        errors >= 0 && refusals >= 0 && errors <= requests && refusals <= requests,
        "Invalid figures of an arm: %s errors and %s refusals of %s requests (must be at least 0"
            + " and at most the requests)",
        errors,
        refusals,
        requests);
    check(
        !required(latencyP99, "latency").isNegative(),
        "Invalid latency: %s (must be at least 0)",
        latencyP99);
  }

  /**
   * Adds the figures of a later step, whose latency is kept if it had requests.
   *
   * @param later the figures of the later step
   * @return the sums
   */
  public ArmFigures plus(ArmFigures later) {
    return new ArmFigures(
        requests + required(later, "figures").requests,
        errors + later.errors,
        refusals + later.refusals,
        later.requests == 0 ? latencyP99 : later.latencyP99);
  }
}
