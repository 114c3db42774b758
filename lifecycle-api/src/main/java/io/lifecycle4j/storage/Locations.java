package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * Opens bytes outside of a home, for files that are kept by reference.
 *
 * <p>Users give one for what is not a file of this machine: an object store, a web server.
 * Thread-safe. Each method throws {@link java.io.FileNotFoundException} or {@link
 * java.nio.file.NoSuchFileException} if nothing is there.
 *
 * <p>What was opened is used only if its {@link Stat} is that of the snapshot; so opening must tell
 * it of the very bytes that it gives, or look before it opens. A look before is not enough for who
 * reads, and not made. Bytes that change under the same tag, or while they are read, are found by
 * the hash at the end of a whole reading, and by a checksum of each block that is read for a single
 * row; a part that is read as bytes has its tag alone.
 */
public interface Locations {
  /**
   * Looks at a location; reads no bytes.
   *
   * @param location the location, absolute
   * @return what it looks like now
   * @throws IOException if it cannot be looked at
   */
  Stat stat(URI location) throws IOException;

  /**
   * Opens a location.
   *
   * @param location the location, absolute
   * @return what is there now
   * @throws IOException if it cannot be read
   */
  Located open(URI location) throws IOException;

  /**
   * Opens a part of what is at a location. Default: opens the whole and skips what lies before,
   * which reads it in most places.
   *
   * @param location the location, absolute
   * @param offset where the part begins, from 0
   * @param length how many bytes it has
   * @return what is there now: tag and size of the whole, and bytes that begin with the part; they
   *     may go on behind it
   * @throws EOFException if what is there now ends before the part does
   * @throws IOException if it cannot be read
   */
  default Located open(URI location, long offset, long length) throws IOException {
    Located whole = open(location);
    try {
      whole.stat().checkPart(offset, length);
      whole.bytes().skipNBytes(offset);
      return whole;
    } catch (IOException e) {
      whole.bytes().close();
      throw e;
    }
  }

  /**
   * Returns a location as messages show it: without a user, a query and a fragment, any of which
   * may hold a secret.
   *
   * @param location the location
   * @return what may be shown of it
   */
  static String shown(URI location) {
    return ShownLocation.of(required(location, "location"));
  }

  /**
   * Returns a failure whose message shows no more of a location than {@link #shown(URI)} does: what
   * asks servers likes to name the whole of it.
   *
   * @param location the location
   * @param e why it cannot be looked at or read
   * @return the same failure if its message is harmless, else one without causes
   */
  static IOException shown(URI location, IOException e) {
    return ShownLocation.of(required(location, "location"), required(e, "failure"));
  }

  /**
   * What a location looks like from outside.
   *
   * @param tag something that changes with the bytes: a version id, an ETag, the time of the last
   *     change
   * @param size how many bytes there are
   */
  record Stat(String tag, long size) {
    /** Checks the parts. */
    public Stat {
      required(tag, "tag");
      check(size >= 0, "Invalid size of a location: %s (must not be negative)", size);
    }

    /**
     * Throws unless there are the bytes of a part.
     *
     * @param offset where the part begins, from 0
     * @param length how many bytes it has
     * @throws EOFException if there are fewer
     */
    public void checkPart(long offset, long length) throws EOFException {
      if (offset > size || length > size - offset) {
        throw new EOFException(
            String.format(
                "it ends at byte %s (must have %s bytes from byte %s)", size, length, offset));
      }
    }
  }

  /**
   * Bytes at a location.
   *
   * @param stat what it looked like when it was opened
   * @param bytes the bytes, closed by who asked
   */
  record Located(Stat stat, InputStream bytes) {
    /** Checks the parts. */
    public Located {
      required(stat, "stat");
      required(bytes, "bytes");
    }
  }
}
