package io.lifecycle4j.core.loading;

import io.lifecycle4j.error.ModelUnavailableException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions of one model whose load ended an earlier process. None is loaded, whatever for,
 * until somebody asks for it again or the model is opened once more. Thread-safe.
 */
final class SkippedVersions {
  private final String model;
  private final LoadMarkers markers;
  private final Set<Integer> versions = ConcurrentHashMap.newKeySet();

  /** Skips none before {@link #read}. */
  SkippedVersions(String model, LoadMarkers markers) {
    this.model = model;
    this.markers = markers;
  }

  /** Skips the versions whose last load has ended its process, once for each such load. */
  void read() {
    versions.addAll(markers.skip(model));
  }

  /** Loads a version again, since somebody asks for it. */
  void remove(int version) {
    versions.remove(version);
  }

  /** Returns whether a version is not loaded. */
  boolean contains(int version) {
    return versions.contains(version);
  }

  /** Throws a ModelUnavailableException if a version is skipped. */
  void check(int version) {
    if (contains(version)) {
      throw failure(version);
    }
  }

  /** Creates the exception for a version that is skipped. */
  ModelUnavailableException failure(int version) {
    return new ModelUnavailableException(
        String.format(
            "Cannot load %s:%s: the process ended during its last load (roll back or use another"
                + " version; promote or start it again once the cause is fixed)",
            model, version));
  }
}
