package io.lifecycle4j.core.data.keeping;

import io.lifecycle4j.storage.Locations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** Opens files of this machine; what else there may be is for the user's locations. */
public record LocalFiles(Locations others) implements Locations {
  /** Without locations of a user. */
  public LocalFiles() {
    this(
        location -> {
          throw new IOException(
              "nothing opens "
                  + location.getScheme()
                  + " (give locations to the builder of the home)");
        });
  }

  @Override
  public Located open(URI location) throws IOException {
    if (!"file".equals(location.getScheme())) {
      return others.open(location);
    }
    Path file = Path.of(location);
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (!now.isRegularFile()) { // before it is opened, since opening a pipe waits
      throw new NoSuchFileException(location.toString(), null, "it is no file");
    }
    return new Located(
        tag(now.lastModifiedTime().toInstant()), now.size(), Files.newInputStream(file));
  }

  /** The tag of a file: when it was changed. */
  static String tag(Instant modified) {
    return modified.toString();
  }
}
