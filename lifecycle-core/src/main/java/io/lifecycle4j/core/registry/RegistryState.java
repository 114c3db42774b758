package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the entries of the registry's journal add up to. Not thread-safe. */
final class RegistryState {
  private final Map<String, Model> models = new TreeMap<>();

  /** A version as the journal knows it. */
  record Version(BlobId manifest, Instant registered) {}

  /** Versions, aliases and trail of one model. */
  static final class Model {
    final List<Version> versions = new ArrayList<>();
    final Map<String, Integer> aliases = new HashMap<>();
    final List<AuditRecord> trail = new ArrayList<>();

    int named(String alias) {
      return aliases.getOrDefault(alias, Transition.NONE);
    }
  }

  void add(JournalEntry entry) {
    RegistryLine line = RegistryLine.read(entry);
    AuditRecord record = line.record(entry.sequence());
    Transition.Move move = record.transition().move();
    Model model = models.computeIfAbsent(move.model(), name -> new Model());
    if (line.manifest() != null) {
      model.versions.add(new Version(line.manifest(), line.time()));
    }
    if (record.transition().movesAlias()) {
      model.aliases.put(move.alias(), move.to());
    }
    model.trail.add(record);
  }

  Model model(String name) {
    return models.getOrDefault(name, new Model());
  }

  List<String> names() {
    return List.copyOf(models.keySet());
  }
}
