package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.storage.Locations;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Opens files of this machine; all other locations are passed to the user's locations. */
public record LocalFiles(@Nullable Locations others) implements Locations {
  /** Without a user's locations. */
  public LocalFiles() {
    this(null);
  }

  @Override
  public Stat stat(URI location) throws IOException {
    return isLocal(location) ? look(location) : other(location, others -> others.stat(location));
  }

  @Override
  public Located open(URI location) throws IOException {
    return isLocal(location)
        ? new Located(look(location), Files.newInputStream(Path.of(location)))
        : other(location, others -> others.open(location));
  }

  @Override
  public Located open(URI location, long offset, long length) throws IOException {
    if (!isLocal(location)) {
      return other(location, others -> others.open(location, offset, length));
    }
    Stat now = look(location);
    now.checkPart(offset, length);
    InputStream in = Files.newInputStream(Path.of(location));
    in.skipNBytes(offset);
    return new Located(now, in);
  }

  static boolean isLocal(URI location) {
    return "file".equals(location.getScheme());
  }

  /** Returns the attributes; must precede opening, since opening a pipe blocks. */
  private static Stat look(URI location) throws IOException {
    BasicFileAttributes now = Files.readAttributes(Path.of(location), BasicFileAttributes.class);
    if (!now.isRegularFile()) {
      throw new NoSuchFileException(location.toString(), null, "it is no file");
    }
    return new Stat(tag(now.lastModifiedTime().toInstant()), now.size());
  }

  @FunctionalInterface
  private interface Asking<T> {
    T ask(Locations others) throws IOException;
  }

  private <T> T other(URI location, Asking<T> asking) throws IOException {
    try {
      return asking.ask(others(location));
    } catch (IOException e) {
      throw Locations.shown(location, e);
    }
  }

  private Locations others(URI location) throws IOException {
    if (others == null) {
      throw new IOException(
          "nothing opens " + location.getScheme() + " (give locations to the builder of the home)");
    }
    return others;
  }

  /** Returns the tag of a file: its modification time. */
  static String tag(Instant modified) {
    return modified.toString();
  }
}
