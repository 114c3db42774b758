package io.lifecycle4j.core.loading;

import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.error.ModelUnavailableException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions of one model whose load ended an earlier process. None is loaded, whatever for,
 * until somebody asks for it again or the model is opened once more. One that nobody needed yet,
 * which perhaps had no room beside another, only stands by no more. Thread-safe.
 */
final class SkippedVersions {
  private final String model;
  private final LoadMarkers markers;
  private final Set<Integer> versions = ConcurrentHashMap.newKeySet();
  private final Set<Integer> standBys = ConcurrentHashMap.newKeySet();

  /** Skips none before {@link #read}. */
  SkippedVersions(String model, LoadMarkers markers) {
    this.model = model;
    this.markers = markers;
  }

  /** Skips the versions whose last load has ended its process, once for each such load. */
  void read() {
    markers
        .skip(model)
        .forEach(load -> (load.isStandBy() ? standBys : versions).add(load.version()));
  }

  /** Loads a version again, since somebody asks for it. */
  void remove(int version) {
    versions.remove(version);
    standBys.remove(version);
  }

  /** Returns whether a version is not loaded, whatever for. */
  boolean contains(int version) {
    return versions.contains(version);
  }

  /** Throws a ModelUnavailableException if a version is not loaded for a purpose. */
  void check(int version, Purpose purpose) {
    if (contains(version)) {
      throw failure(version, "(roll back or use another version");
    }
    if (purpose == Purpose.STAND_BY && standBys.contains(version)) {
      throw failure(version, "beside the one that serves (it is still loaded to serve");
    }
  }

  private ModelUnavailableException failure(int version, String instead) {
    return new ModelUnavailableException(
        String.format(
            "Cannot load %s:%s: the process ended during its last load %s; promote or start it"
                + " again once the cause is fixed)",
            model, version, instead));
  }
}
