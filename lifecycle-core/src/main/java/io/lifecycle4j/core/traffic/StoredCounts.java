package io.lifecycle4j.core.traffic;

import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * Counts as journals store them.
 *
 * @param latencies the number of each bucket that is not empty, followed by its count
 */
public record StoredCounts(long errors, List<Long> latencies, long refusals) {
  /** An exception here marks the line as corrupt. */
  public StoredCounts {
    latencies = copy(latencies, "latencies");
    LatencyCounts.of(latencies); // has the checks
  }

  /** Returns the form of counts. */
  public static StoredCounts of(TrafficCounts counts) {
    return new StoredCounts(counts.errors(), counts.latencies().pairs(), counts.refusals());
  }

  /** Returns the counts. */
  public TrafficCounts counts() {
    return TrafficCounts.of(errors, refusals, latencies);
  }
}
