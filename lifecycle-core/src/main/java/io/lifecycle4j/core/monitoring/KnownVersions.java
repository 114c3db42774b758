package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import java.util.Map;
import java.util.Optional;

/** What is known of the versions of a model by their labels, such as {@code fraud:7}. */
@FunctionalInterface
interface KnownVersions {
  /** Finds the reference of a version; empty if it has none, or is a function. */
  Optional<WatchedReference> reference(String label);

  /** Returns how important its columns are to a version; empty if that is not known. */
  default Map<String, Double> importance(String label) {
    return Map.of();
  }
}
