package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.core.serving.rollout.ArmTotals;
import java.time.Duration;
import java.util.List;

/** How many rows a version was asked about in some time, and how that ended. Immutable. */
public final class TrafficCounts {
  /** Of no rows. */
  public static final TrafficCounts NONE = new TrafficCounts(ArmTotals.NONE);

  private final ArmTotals totals;

  TrafficCounts(ArmTotals totals) {
    this.totals = totals;
  }

  /**
   * The stored form.
   *
   * @param latencies the number of each bucket that is not empty, followed by its count
   */
  public record Stored(long failed, long refused, List<Long> latencies) {
    /** Copies the parts. */
    public Stored {
      latencies = copy(latencies, "latencies");
    }

    /** Returns what was stored. */
    public TrafficCounts counts() {
      return new TrafficCounts(ArmTotals.of(failed, refused, latencies));
    }
  }

  /** Returns the stored form. */
  public Stored stored() {
    return new Stored(totals.errors(), totals.refusals(), totals.storedLatencies());
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

  @Override
  public boolean equals(Object other) {
    return other instanceof TrafficCounts that && stored().equals(that.stored());
  }

  @Override
  public int hashCode() {
    return stored().hashCode();
  }

  @Override
  public String toString() {
    return "TrafficCounts" + stored();
  }
}
