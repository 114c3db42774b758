package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A record of the audit trail.
 *
 * @param sequence its sequence in the trail of the registry, increasing
 * @param time the time of the transition
 * @param transition the transition
 */
public record AuditRecord(long sequence, Instant time, Transition transition) {
  /** Checks the parts. */
  public AuditRecord {
    check(sequence >= 1, "Invalid sequence: %s (must be at least 1)", sequence);
    required(time, "time");
    required(transition, "transition");
  }

  @Override
  public String toString() {
    return time.truncatedTo(ChronoUnit.SECONDS) + " " + transition;
  }
}
