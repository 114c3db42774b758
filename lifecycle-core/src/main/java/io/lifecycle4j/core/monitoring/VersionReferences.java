package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.profile.Profile;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the registry knows of versions, also of those that this process does not serve. */
public record VersionReferences(ModelVersions versions) implements KnownVersions {
  private static final Logger LOG = LoggerFactory.getLogger(VersionReferences.class);

  @Override
  public Optional<Profile> reference(String label) {
    return manifest(label).map(ModelManifest::reference).filter(reference -> reference.rows() > 0);
  }

  @Override
  public Map<String, Double> importance(String label) {
    return manifest(label).map(ModelManifest::importance).orElse(Map.of());
  }

  private Optional<ModelManifest> manifest(String label) {
    OptionalInt version = ProductionMove.number(versions.model(), label);
    try {
      return version.isPresent()
          ? Optional.of(versions.version(version.getAsInt()).manifest())
          : Optional.empty(); // a function
    } catch (LifecycleException e) {
      LOG.debug("Cannot read {}", label, e);
      return Optional.empty();
    }
  }
}
