package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.HashMap;
import java.util.Map;

/** Folds the entries of the registry's journal. Not thread-safe. */
final class RegistryFold {
  private final Map<String, ModelState> models = new HashMap<>();

  /** The state of a model without an entry of its own. */
  private ModelState absent = ModelState.NONE;

  private Signing signing = Signing.NOT_BEGUN;
  private RegistrySnapshot snapshot = RegistrySnapshot.EMPTY;
  private long sequence;

  void add(JournalEntry entry) {
    RegistryLine.Content read = RegistryLine.read(entry);
    for (Obstacle obstacle : read.ofHome()) {
      absent = absent.with(obstacle);
      models.replaceAll((name, model) -> model.with(obstacle));
    }
    read.record().ifPresent(this::add);
    signing = signing.after(read.signed(), read.record());
    sequence = entry.sequence();
  }

  private void add(AuditRecord record) {
    for (Change change : record.transition().changes()) {
      String name = change.model();
      models.put(name, models.getOrDefault(name, absent).after(record, name));
    }
  }

  /** Returns the current state, for readers without a lock. */
  RegistrySnapshot snapshot() {
    if (snapshot.sequence() != sequence) {
      snapshot = new RegistrySnapshot(sequence, new HashMap<>(models), absent, signing);
    }
    return snapshot;
  }
}
