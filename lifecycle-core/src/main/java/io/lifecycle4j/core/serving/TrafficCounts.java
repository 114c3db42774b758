package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.rollout.ArmTotals;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many rows a version was asked about in some time, and how that ended. Immutable. */
public final class TrafficCounts {
  /** Of no rows. */
  public static final TrafficCounts NONE = new TrafficCounts(ArmTotals.NONE);

  private final ArmTotals totals;

  TrafficCounts(ArmTotals totals) {
    this.totals = totals;
  }

  /**
   * Returns counts as they were stored.
   *
   * @param latencies the number of each bucket that is not empty, followed by its count
   */
  public static TrafficCounts of(long failed, long refused, List<Long> latencies) {
    return new TrafficCounts(ArmTotals.of(failed, refused, latencies));
  }

  /** Returns the latencies as they are stored. */
  public List<Long> storedLatencies() {
    return totals.storedLatencies();
  }

  /** Adds the counts of another process, or of another time. */
  public TrafficCounts plus(TrafficCounts other) {
    return new TrafficCounts(totals.plus(other.totals));
  }

  /** Returns the number of rows, whether they have an answer or not. */
  public long rows() {
    return totals.requests();
  }

  /** Returns the number of rows that were refused. */
  public long refused() {
    return totals.refusals();
  }

  /** Returns the number of rows for which the version failed. */
  public long failed() {
    return totals.errors();
  }

  /** Returns the time that a share of the rows did not exceed, at most a sixteenth too long. */
  public Duration latency(double share) {
    return totals.latency(share);
  }

  private List<Object> parts() {
    return List.of(failed(), refused(), storedLatencies());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrafficCounts that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  @Override
  public String toString() {
    return "TrafficCounts" + parts();
  }
}
