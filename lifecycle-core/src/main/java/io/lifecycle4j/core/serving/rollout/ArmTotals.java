package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.registry.ArmFigures;
import java.time.Duration;
import java.util.List;

/**
 * Counts of the requests of one arm in one step, or of one version in some time. Counts of several
 * processes are added.
 */
public record ArmTotals(long requests, long errors, long refusals, LatencyCounts latencies) {
  public static final ArmTotals NONE = new ArmTotals(0, 0, 0, LatencyCounts.NONE);

  private static final double TAIL = 0.99;

  /**
   * Returns counts as they were stored.
   *
   * @param latencies the number of each bucket that is not empty, followed by its count
   */
  public static ArmTotals of(long errors, long refusals, List<Long> latencies) {
    LatencyCounts counts = LatencyCounts.of(latencies);
    return new ArmTotals(counts.all(), errors, refusals, counts);
  }

  /** Returns the latencies as they are stored. */
  public List<Long> storedLatencies() {
    return latencies.pairs();
  }

  /** Returns the latency that a share of the requests does not exceed; 0 without requests. */
  public Duration latency(double share) {
    return latencies.quantile(share);
  }

  /** Returns how many requests certainly took longer. */
  public long slowerThan(double nanos) {
    return latencies.above(nanos);
  }

  /** Adds the counts of another process, or of another time. */
  public ArmTotals plus(ArmTotals other) {
    return new ArmTotals(
        requests + other.requests,
        errors + other.errors,
        refusals + other.refusals,
        latencies.plus(other.latencies));
  }

  /** Returns what was counted since there were other counts. */
  public ArmTotals minus(ArmTotals before) {
    return new ArmTotals(
        requests - before.requests,
        errors - before.errors,
        refusals - before.refusals,
        latencies.minus(before.latencies));
  }

  ArmFigures figures() {
    return new ArmFigures(requests, errors, refusals, latencies.quantile(TAIL));
  }
}
