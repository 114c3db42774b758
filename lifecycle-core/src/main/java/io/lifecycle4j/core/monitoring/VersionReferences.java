package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.profile.Profile;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The references of versions that this process does not serve, such as those of before. */
public record VersionReferences(ModelVersions versions)
    implements Function<String, Optional<Profile>> {
  private static final Logger LOG = LoggerFactory.getLogger(VersionReferences.class);

  @Override
  public Optional<Profile> apply(String label) {
    String begin = versions.model() + ":";
    if (!label.startsWith(begin)) {
      return Optional.empty(); // a function
    }
    try {
      int number = Integer.parseInt(label.substring(begin.length()));
      return Optional.of(versions.version(number).manifest().reference())
          .filter(reference -> reference.rows() > 0);
    } catch (NumberFormatException | LifecycleException e) {
      LOG.debug("Cannot read the reference of {}", label, e);
      return Optional.empty();
    }
  }
}
