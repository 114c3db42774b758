package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.storage.spi.HomeFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Homes that list other features than the library gives a new one. */
public final class FormatFiles {
  /** The id of each. */
  public static final UUID STORE = new UUID(0, 1);

  private FormatFiles() {}

  /** Makes a home that lists some features. */
  public static Path home(Path directory, List<HomeFeature> features) {
    try {
      Home.furnish(Files.createDirectories(directory), STORE, features).publish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }
}
