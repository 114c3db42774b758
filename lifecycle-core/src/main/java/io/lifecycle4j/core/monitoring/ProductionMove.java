package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a version came into production.
 *
 * @param before the version that was in production before; empty if none was
 * @param time when it was moved
 */
record ProductionMove(OptionalInt before, Instant time) {
  /** Returns the newest move of a version into production up to a time. */
  static Optional<ProductionMove> to(ModelVersions versions, int version, Instant until) {
    ProductionMove newest = null;
    for (AuditRecord record : versions.registry().history(versions.model())) {
      Optional<AliasMoved> move =
          record
              .transition()
              .find(AliasMoved.class)
              .filter(it -> it.alias().equals(ModelRegistry.PRODUCTION))
              .filter(it -> it.version() == version);
      if (move.isPresent() && !record.time().isAfter(until)) {
        newest = new ProductionMove(move.get().from(), record.time());
      }
    }
    return Optional.ofNullable(newest);
  }

  /** Returns the number in the label of a version; empty if it is that of a function. */
  static OptionalInt number(String model, String label) {
    String digits = label.startsWith(model + ":") ? label.substring(model.length() + 1) : "";
    return digits.matches("[1-9][0-9]{0,8}")
        ? OptionalInt.of(Integer.parseInt(digits))
        : OptionalInt.empty();
  }
}
