package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.List;
import java.util.Optional;

/** Changes of kinds that this library does not know. */
final class Unknowns {
  private Unknowns() {}

  /**
   * Finds what keeps a version of a model from being in production.
   *
   * @param trail the trail of the model
   */
  static Optional<Change.Unknown> find(List<AuditRecord> trail, String model, int version) {
    return trail.stream()
        .flatMap(record -> record.transition().changes().stream())
        .filter(Change.Unknown.class::isInstance)
        .map(Change.Unknown.class::cast)
        .filter(change -> change.model().equals(model))
        .filter(change -> change.concerns(version, ModelRegistry.PRODUCTION))
        .findFirst();
  }

  /** Says what is not known, and what helps. */
  static String said(Change.Unknown change) {
    return String.format(
        "its registry has a change of the kind '%s', which this library does not know (Lifecycle4j"
            + " %s wrote it: use that version or a newer one)",
        change.kind(), change.library().orElse("of another version"));
  }
}
