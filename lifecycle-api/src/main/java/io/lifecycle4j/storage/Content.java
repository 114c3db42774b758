package io.lifecycle4j.storage;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.error.StorageFailedException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Bytes that write themselves where they are wanted.
 *
 * <p>A content may be written more than once and gives the same bytes each time.
 */
@FunctionalInterface
public interface Content {
  /**
   * Writes all bytes; does not close the stream.
   *
   * @param out where to write
   * @throws IOException if the source cannot be read or the target not written
   */
  void writeTo(OutputStream out) throws IOException;

  /**
   * Writes all bytes to a new file, which has its name once it is whole; durable on return.
   *
   * @param file the file, which must not exist; there is none if writing fails
   * @throws InvalidValueException if there is something of this name
   * @throws StorageFailedException if the source cannot be read or the file not written
   */
  default void writeTo(Path file) {
    NewFile.write(this, Preconditions.required(file, "file"));
  }

  /**
   * Returns the file whose bytes these are. A store that knows the file does not read it, and one
   * that does not may read it itself instead of having it written.
   *
   * @return the file, or empty if the bytes come from elsewhere
   */
  default Optional<Path> file() {
    return Optional.empty();
  }

  /**
   * Returns where the bytes are, so that a snapshot can keep them by reference.
   *
   * @return the location, or empty if the bytes have none
   */
  default Optional<URI> location() {
    return file().map(Path::toUri);
  }

  /**
   * Returns the bytes at a location, which is opened each time they are written.
   *
   * @param location the location, absolute and without a user and a password, which would be kept
   *     with a snapshot
   * @param locations opens it, and knows what it needs for that
   * @return the content
   */
  static Content at(URI location, Locations locations) {
    return new LocatedContent(
        ShownLocation.check(location), Preconditions.required(locations, "locations"));
  }

  /**
   * Returns the content of an array, copied.
   *
   * @param bytes the bytes
   * @return the content
   */
  static Content of(byte[] bytes) {
    byte[] copy = Preconditions.required(bytes, "bytes").clone();
    return out -> out.write(copy);
  }

  /**
   * Returns the content of a text in UTF-8.
   *
   * @param text the text, valid Unicode
   * @return the content
   */
  static Content of(String text) {
    Preconditions.required(text, "text");
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return out -> out.write(copy);
    } catch (CharacterCodingException e) {
      throw new InvalidValueException(
          "Invalid text: '" + text + "' (must not hold half of a surrogate pair)", e);
    }
  }

  /**
   * Returns the content of a file, read when it is written. Writing it throws {@link
   * InvalidDataException} if there is a directory, a pipe or a device instead.
   *
   * @param file the file; a link is followed
   * @return the content
   */
  static Content of(Path file) {
    return new FileContent(Preconditions.required(file, "file"));
  }
}
