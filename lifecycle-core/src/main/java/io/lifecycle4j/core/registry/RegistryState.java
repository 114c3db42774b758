package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the entries of the registry's journal add up to. Not thread-safe. */
final class RegistryState {
  private final Map<String, ModelState> models = new TreeMap<>();

  /** Models that changed since the last snapshot. */
  private final Map<String, ModelState> changed = new HashMap<>();

  private RegistrySnapshot snapshot = RegistrySnapshot.EMPTY;
  private long sequence;

  void add(JournalEntry entry) {
    AuditRecord record = RegistryLine.read(entry).record(entry.sequence());
    Set<ModelState> touched = new LinkedHashSet<>();
    for (Change change : record.transition().changes()) {
      ModelState model = models.computeIfAbsent(change.model(), name -> new ModelState());
      model.add(change, record.time());
      touched.add(model);
      changed.put(change.model(), model);
    }
    touched.forEach(model -> model.add(record));
    sequence = entry.sequence();
  }

  /**
   * Checks the precondition of each change, made after those before it.
   *
   * @throws io.lifecycle4j.error.LifecycleException if one does not hold
   */
  void check(Transition transition) {
    Map<String, ModelState> after = new HashMap<>();
    for (Change change : transition.changes()) {
      ModelState model =
          after.computeIfAbsent(change.model(), name -> ModelState.copyOf(models.get(name)));
      model.check(change);
      model.add(change, Instant.EPOCH);
    }
  }

  int versions(String model) {
    ModelState state = models.get(model);
    return state == null ? 0 : state.versions.size();
  }

  /** Returns the state as it is now, for readers without a lock. */
  RegistrySnapshot snapshot() {
    if (snapshot.sequence() != sequence) {
      Map<String, RegistrySnapshot.Model> copies = new TreeMap<>(snapshot.models());
      changed.forEach((name, model) -> copies.put(name, model.snapshot()));
      snapshot = new RegistrySnapshot(sequence, copies);
      changed.clear(); // not before: an error until here must lose none
    }
    return snapshot;
  }
}
