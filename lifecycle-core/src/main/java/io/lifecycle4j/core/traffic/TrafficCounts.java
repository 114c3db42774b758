package io.lifecycle4j.core.traffic;

import io.lifecycle4j.registry.ArmFigures;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * How many requests a version was asked in some time, perhaps those of one arm of a rollout, and
 * how they ended. Counts of several processes are added.
 *
 * @param errors those for which the version failed or returned no valid answer
 * @param refusals those with an input that was refused
 * @param latencies how long all of them took
 */
public record TrafficCounts(long requests, long errors, long refusals, LatencyCounts latencies) {
  /** Of no requests. */
  public static final TrafficCounts NONE = new TrafficCounts(0, 0, 0, LatencyCounts.NONE);

  private static final double TAIL = 0.99;

  /**
   * Returns counts as they were stored.
   *
   * @param latencies the number of each bucket that is not empty, followed by its count
   */
  public static TrafficCounts of(long errors, long refusals, List<Long> latencies) {
    LatencyCounts counts = LatencyCounts.of(latencies);
    return new TrafficCounts(counts.all(), errors, refusals, counts);
  }

  /** Returns the latency that a share of the requests does not exceed; 0 without requests. */
  public Duration latency(double share) {
    return latencies.quantile(share);
  }

  /** Returns how many requests certainly took longer. */
  public long slowerThan(double nanos) {
    return latencies.above(nanos);
  }

  /** Adds many at once. */
  public static TrafficCounts sum(Collection<TrafficCounts> all) {
    return new TrafficCounts(
        all.stream().mapToLong(TrafficCounts::requests).sum(),
        all.stream().mapToLong(TrafficCounts::errors).sum(),
        all.stream().mapToLong(TrafficCounts::refusals).sum(),
        LatencyCounts.sum(all));
  }

  /** Adds the counts of another process, or of another time. */
  public TrafficCounts plus(TrafficCounts other) {
    return new TrafficCounts(
        requests + other.requests,
        errors + other.errors,
        refusals + other.refusals,
        latencies.plus(other.latencies));
  }

  /** Returns what was counted since there were other counts. */
  public TrafficCounts minus(TrafficCounts before) {
    return new TrafficCounts(
        requests - before.requests,
        errors - before.errors,
        refusals - before.refusals,
        latencies.minus(before.latencies));
  }

  /** Returns the figures by which arms are compared. */
  public ArmFigures figures() {
    return new ArmFigures(requests, errors, refusals, latencies.quantile(TAIL));
  }
}
