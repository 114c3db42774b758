package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.registry.ArmFigures;

/** Counts of the requests of one arm in one step. Counts of several processes are added. */
record ArmTotals(long requests, long errors, long refusals, LatencyCounts latencies) {
  static final ArmTotals NONE = new ArmTotals(0, 0, 0, LatencyCounts.NONE);

  private static final double TAIL = 0.99;

  ArmTotals plus(ArmTotals other) {
    return new ArmTotals(
        requests + other.requests,
        errors + other.errors,
        refusals + other.refusals,
        latencies.plus(other.latencies));
  }

  ArmFigures figures() {
    return new ArmFigures(requests, errors, refusals, latencies.quantile(TAIL));
  }
}
