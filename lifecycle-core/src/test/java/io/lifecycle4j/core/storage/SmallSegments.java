package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;

/** Homes whose journals soon go on in another file. */
public final class SmallSegments {
  private SmallSegments() {}

  /** Opens a home whose journals are cut into segments of a size. */
  public static Medium open(Path home, long bytes) {
    return FileMedium.open(home, bytes);
  }
}
