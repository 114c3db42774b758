package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Says which approvals have expired, by clocks of which some may be wrong: an approval is over once
 * the clock, or an entry after it, says so, and one from the future counts from the entry before
 * it. A wrong clock so ends approvals too early, never too late. Not thread-safe.
 */
final class ApprovalTimes {
  /** How far a clock may be behind that of another process. */
  private static final Duration DIFFERENCE = Duration.ofHours(1);

  private final List<AuditRecord> trail;
  private final Instant future;
  private final Duration counts;

  /** How late it was at the latest when the entries from each place on were written, or is now. */
  private final Instant[] latest;

  /**
   * Reads the times of entries.
   *
   * @param trail the entries of a model, the first one first
   * @param counts how long an approval counts
   */
  ApprovalTimes(List<AuditRecord> trail, Instant now, Duration counts) {
    this.trail = trail;
    this.counts = counts;
    this.future = now.plus(DIFFERENCE);
    this.latest = new Instant[trail.size() + 1];
    latest[trail.size()] = now;
    for (int place = trail.size() - 1; place >= 0; place--) {
      Instant time = trail.get(place).time();
      latest[place] = time.isAfter(latest[place + 1]) ? time : latest[place + 1];
    }
  }

  /**
   * Finds when an approval expired; empty if it has not.
   *
   * @param entry the entry that gave it, one of the trail
   */
  Optional<Instant> expired(AuditRecord entry) {
    int place =
        Collections.binarySearch(trail, entry, Comparator.comparingLong(AuditRecord::sequence));
    Instant end = begin(place).plus(counts);
    return latest[place + 1].isBefore(end) ? Optional.empty() : Optional.of(end);
  }

  /** If all entries are from the future, the clock is wrong: no approval is known to count. */
  private Instant begin(int place) {
    for (int before = place; before >= 0; before--) {
      Instant time = trail.get(before).time();
      if (!time.isAfter(future)) {
        return time;
      }
    }
    return Instant.EPOCH.minus(counts);
  }
}
