package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A move of production from one version to another.
 *
 * @param from the version that was in production before; empty if none was
 * @param version the version that is in production since
 * @param direction whether it was promoted, or production was rolled back to it
 * @param entry the entry of the audit trail that moved it
 */
public record ProductionMove(
    OptionalInt from, int version, Direction direction, AuditRecord entry) {
  /** Finds the move of production in an entry; empty if it moved no production. */
  static Optional<ProductionMove> in(AuditRecord entry) {
    return entry.transition().changes().stream()
        .filter(AliasMoved.class::isInstance)
        .map(AliasMoved.class::cast)
        .filter(move -> move.alias().equals(ModelRegistry.PRODUCTION))
        .findFirst()
        .map(move -> new ProductionMove(move.from(), move.version(), move.direction(), entry));
  }

  /** Returns when production was moved. */
  public Instant time() {
    return entry.time();
  }

  /** Returns whether the version was promoted. */
  public boolean isForward() {
    return direction == Direction.FORWARD;
  }

  /** Returns whether production left a version by this move. */
  public boolean isFrom(int other) {
    return from.equals(OptionalInt.of(other)) && version != other;
  }
}
