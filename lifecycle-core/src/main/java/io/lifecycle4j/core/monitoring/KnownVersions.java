package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.profile.Profile;
import java.util.Map;
import java.util.Optional;

/** What is known of the versions of a model by their labels, such as {@code fraud:7}. */
@FunctionalInterface
public interface KnownVersions {
  /** Finds the reference of a version; empty if it has none, or is a function. */
  Optional<Profile> reference(String label);

  /** Returns how important its columns are to a version; empty if that is not known. */
  default Map<String, Double> importance(String label) {
    return Map.of();
  }
}
