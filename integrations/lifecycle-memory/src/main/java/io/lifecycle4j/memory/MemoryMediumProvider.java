package io.lifecycle4j.memory;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumProvider;
import java.net.URI;
import java.util.Set;

/** Opens a new medium in memory for each {@code memory:} location. */
public final class MemoryMediumProvider implements MediumProvider {
  /** Creates the provider; called by the service loader. */
  public MemoryMediumProvider() {}

  @Override
  public String scheme() {
    return "memory";
  }

  @Override
  public Medium open(URI location, Set<MediumOption> options) {
    if (options.contains(MediumOption.MUST_EXIST) || options.contains(MediumOption.READ_ONLY)) {
      throw new NotFoundException(
          "Home does not exist: " + Locations.shown(location) + " (memory keeps none)");
    }
    return new MemoryMedium();
  }
}
