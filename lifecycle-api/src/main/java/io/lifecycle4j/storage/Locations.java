package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * Opens bytes outside of a home, for files that are kept by reference.
 *
 * <p>Users give one for what is not a file of this machine: an object store, a web server.
 * Thread-safe.
 */
@FunctionalInterface
public interface Locations {
  /**
   * Opens a location.
   *
   * @param location the location, absolute
   * @return what is there now
   * @throws java.io.FileNotFoundException if nothing is there; a {@link
   *     java.nio.file.NoSuchFileException} says the same
   * @throws IOException if it cannot be read
   */
  Located open(URI location) throws IOException;

  /**
   * Bytes at a location.
   *
   * @param tag something that changes with the bytes: a version id, an ETag, the time of the last
   *     change
   * @param size how many bytes there are
   * @param bytes the bytes, closed by who asked
   */
  record Located(String tag, long size, InputStream bytes) {
    /** Checks the parts. */
    public Located {
      required(tag, "tag");
      check(size >= 0, "Invalid size of a location: %s (must not be negative)", size);
      required(bytes, "bytes");
    }
  }
}
