package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The registry after one of its entries. Immutable.
 *
 * @param sequence the entry, 0 before the first
 * @param models what there is, by name and in its order
 */
record RegistrySnapshot(long sequence, Map<String, Model> models) {
  static final RegistrySnapshot EMPTY = new RegistrySnapshot(0, Map.of());

  private static final Model NONE = new Model(List.of(), Map.of(), List.of());

  RegistrySnapshot {
    models = Collections.unmodifiableMap(models);
  }

  /** A version as the journal knows it. */
  record Version(BlobId manifest, Instant registered) {}

  /** Versions, aliases and trail of one model. */
  record Model(List<Version> versions, Map<String, Integer> aliases, List<AuditRecord> trail) {
    Model {
      versions = List.copyOf(versions);
      aliases = Map.copyOf(aliases);
      trail = List.copyOf(trail);
    }
  }

  Model model(String name) {
    return models.getOrDefault(name, NONE);
  }
}
