package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * Opens content outside a home, for files that are kept by reference.
 *
 * <p>Users implement it for content that is not a local file: in an object store or on a web
 * server. Thread-safe. Each method throws {@link java.io.FileNotFoundException} or {@link
 * java.nio.file.NoSuchFileException} if the location does not exist.
 *
 * <p>Opened content is used only if its {@link Stat} equals that of the snapshot. Opening must
 * therefore return the stat of exactly the returned bytes, or else of a time before the content was
 * opened. Readers rely on this stat, and do not call {@link #stat} first. Bytes that change under
 * the same tag or while they are read are detected by the hash at the end of a complete read, and
 * by a checksum of each block that is read for a single row; a part that is read as bytes is
 * protected only by its tag.
 */
public interface Locations {
  /**
   * Returns the stat of a location, without reading its bytes.
   *
   * @param location the location, absolute
   * @return the current stat
   * @throws IOException if it cannot be determined
   */
  Stat stat(URI location) throws IOException;

  /**
   * Opens a location.
   *
   * @param location the location, absolute
   * @return the current content
   * @throws IOException if it cannot be read
   */
  Located open(URI location) throws IOException;

  /**
   * Opens a part of the content of a location. Default: opens the whole content and skips the bytes
   * before the part, which usually means reading them.
   *
   * @param location the location, absolute
   * @param offset the first byte of the part, from 0
   * @param length the number of bytes of the part
   * @return the current content: tag and size of the whole, and bytes that begin with the part and
   *     may continue after it
   * @throws EOFException if the current content ends before the part does
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
   * Returns a location for messages, without user, query and fragment, any of which may contain a
   * secret.
   *
   * @param location the location
   * @return the text
   */
  static String shown(URI location) {
    return ShownLocation.of(required(location, "location"));
  }

  /**
   * Returns a failure whose message contains no more of a location than {@link #shown(URI)}. The
   * messages of HTTP clients often contain the whole location.
   *
   * @param location the location
   * @param e the failure
   * @return the same failure if its message is harmless, else a copy without causes
   */
  static IOException shown(URI location, IOException e) {
    return ShownLocation.of(required(location, "location"), required(e, "failure"));
  }

  /**
   * Metadata of the content of a location.
   *
   * @param tag a value that changes with the bytes: a version id, an ETag, the time of the last
   *     change
   * @param size the number of bytes
   */
  record Stat(String tag, long size) {
    /** Checks the parts. */
    public Stat {
      required(tag, "tag");
      check(size >= 0, "Invalid size of a location: %s (must not be negative)", size);
    }

    /**
     * Throws unless a part is within the content.
     *
     * @param offset the first byte of the part, from 0
     * @param length the number of bytes of the part
     * @throws EOFException if the content ends before the part does
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
   * The opened content of a location.
   *
   * @param stat the stat when it was opened
   * @param bytes the bytes; the caller closes the stream
   */
  record Located(Stat stat, InputStream bytes) {
    /** Checks the parts. */
    public Located {
      required(stat, "stat");
      required(bytes, "bytes");
    }
  }
}
