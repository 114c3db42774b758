package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The registry after one of its entries. Immutable.
 *
 * @param sequence the entry, 0 before the first
 * @param absent the state of a model that does not exist
 * @param signing whether the next entry must be signed
 */
record RegistrySnapshot(
    long sequence, Map<String, ModelState> models, ModelState absent, Signing signing) {
  static final RegistrySnapshot EMPTY =
      new RegistrySnapshot(0, Map.of(), ModelState.NONE, Signing.NOT_BEGUN);

  /** Returns the names of the models, sorted. */
  List<String> names() {
    return models.keySet().stream().sorted().toList();
  }

  ModelState model(String name) {
    return models.getOrDefault(name, absent);
  }

  /** Throws if an entry must not be written at a time. */
  void check(Transition entry, Instant now) {
    entry.changes().stream()
        .map(Change::model)
        .distinct()
        .forEach(name -> model(name).check(name, entry, now));
  }
}
