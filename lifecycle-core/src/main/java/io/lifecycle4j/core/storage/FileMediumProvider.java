package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/** Opens directories by {@code file:} locations. */
public final class FileMediumProvider implements MediumProvider {
  /** Creates the provider; called by the service loader. */
  public FileMediumProvider() {}

  @Override
  public String scheme() {
    return "file";
  }

  @Override
  public Medium open(URI location, Set<MediumOption> options) {
    return FileMedium.open(directory(location), options);
  }

  private static Path directory(URI location) {
    try {
      return Path.of(location);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "Invalid location: " + Locations.shown(location) + " (must be like file:///path)", e);
    }
  }
}
