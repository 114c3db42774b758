package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.monitoring.DriftMonitor;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the registry knows of versions, also of those that this process does not serve. */
public final class VersionReferences implements KnownVersions {
  private static final Logger LOG = LoggerFactory.getLogger(VersionReferences.class);

  private final ModelVersions versions;
  private final DriftReferences references;

  /** Finds references as the monitor says; null if there is none. */
  public VersionReferences(ModelVersions versions, @Nullable DriftMonitor plan) {
    this.versions = versions;
    this.references = new DriftReferences(plan);
  }

  @Override
  public Optional<WatchedReference> reference(String label) {
    return manifest(label)
        .flatMap(
            manifest ->
                references
                    .read(
                        label,
                        manifest.preprocessing().input(),
                        manifest.task(),
                        manifest.reference())
                    .find());
  }

  @Override
  public Map<String, Double> importance(String label) {
    return manifest(label).map(ModelManifest::importance).orElse(Map.of());
  }

  /** A fault of the storage is thrown: it may be gone at the next try. */
  private Optional<ModelManifest> manifest(String label) {
    OptionalInt version = versions.number(label);
    try {
      return version.isPresent()
          ? Optional.of(versions.version(version.getAsInt()).manifest())
          : Optional.empty(); // a function
    } catch (NotFoundException | PurgedDataException e) {
      LOG.debug("{} is gone", label, e);
      return Optional.empty();
    } catch (CorruptDataException e) {
      LOG.warn("Cannot read {}", label, e);
      return Optional.empty();
    }
  }
}
