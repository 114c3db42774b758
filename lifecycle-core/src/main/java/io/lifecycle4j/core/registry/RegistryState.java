package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.json.Json;
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
import org.jspecify.annotations.Nullable;

/** What the entries of the registry's journal add up to. Not thread-safe. */
final class RegistryState {
  private final Map<String, Model> models = new TreeMap<>();

  /**
   * One entry of the journal.
   *
   * @param time when it happened
   * @param transition what happened
   * @param manifest for a registration the hash of the manifest, else null
   */
  record Entry(Instant time, Transition transition, @Nullable BlobId manifest) {}

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

  void add(JournalEntry line) {
    Entry entry = Json.read(line.payload(), Entry.class, "registry entry " + line.sequence());
    Transition.Move move = entry.transition().move();
    Model model = models.computeIfAbsent(move.model(), name -> new Model());
    if (entry.manifest() != null) {
      model.versions.add(new Version(entry.manifest(), entry.time()));
    }
    if (entry.transition().movesAlias()) {
      model.aliases.put(move.alias(), move.to());
    }
    model.trail.add(new AuditRecord(line.sequence(), entry.time(), entry.transition()));
  }

  Model model(String name) {
    return models.getOrDefault(name, new Model());
  }

  List<String> names() {
    return List.copyOf(models.keySet());
  }
}
