package io.lifecycle4j.registry;

import java.time.Instant;

/**
 * One record of the audit trail.
 *
 * @param sequence its place in the registry's trail, increasing
 * @param time when it happened
 * @param transition what happened
 */
public record AuditRecord(long sequence, Instant time, Transition transition) {
  @Override
  public String toString() {
    Transition.Move move = transition.move();
    return String.format(
        "%s %s:%d by %s: %s",
        transition.kind(), move.model(), move.to(), transition.actor().name(), transition.reason());
  }
}
