package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * The registry after one of its entries. Immutable.
 *
 * @param sequence the entry, 0 before the first
 * @param absent the state of a model that does not exist
 */
record RegistrySnapshot(long sequence, SortedMap<String, ModelState> models, ModelState absent) {
  static final RegistrySnapshot EMPTY =
      new RegistrySnapshot(0, Collections.emptySortedMap(), ModelState.NONE);

  ModelState model(String name) {
    return models.getOrDefault(name, absent);
  }

  /** Throws if the precondition of a change, after those before it, does not hold. */
  void check(Transition transition) {
    Map<String, ModelState> after = new HashMap<>();
    for (Change change : transition.changes()) {
      String name = change.model();
      ModelState model = after.getOrDefault(name, model(name));
      model.check(change);
      after.put(name, model.after(change, Instant.EPOCH));
    }
  }
}
