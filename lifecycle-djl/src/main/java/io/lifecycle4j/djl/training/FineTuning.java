package io.lifecycle4j.djl.training;

import io.lifecycle4j.model.ModelVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a training keeps of a network, and how it changes single layers.
 *
 * @param start the version whose weights it begins with; null for none
 * @param frozen the names of the layers that do not change
 * @param rates the learning rates of layers that have their own
 */
record FineTuning(@Nullable ModelVersion start, Set<String> frozen, Map<String, Double> rates) {
  static final FineTuning NONE = new FineTuning(null, Set.of(), Map.of());

  /** Copies the parts, sorted. */
  FineTuning {
    frozen = new TreeSet<>(frozen);
    rates = new TreeMap<>(rates);
  }

  /** Returns the settings by their names in a run. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    if (start != null) {
      values.put("startFrom", start.label() + " " + start.id());
    }
    if (!frozen.isEmpty()) {
      values.put("freeze", String.join(", ", frozen));
    }
    rates.forEach((layer, rate) -> values.put("learningRate." + layer, rate));
    return values;
  }

  /** Returns whether anything is frozen or has a rate of its own. */
  boolean namesLayers() {
    return !frozen.isEmpty() || !rates.isEmpty();
  }
}
