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
 * Bytes that can be written to a stream or a file.
 *
 * <p>A content may be written more than once, and writes the same bytes each time.
 */
@FunctionalInterface
public interface Content {
  /**
   * Writes all bytes; does not close the stream.
   *
   * @param out the stream
   * @throws IOException if the source cannot be read or the target cannot be written
   */
  void writeTo(OutputStream out) throws IOException;

  /**
   * Writes all bytes to a new file, which gets its name when it is complete; durable on return.
   *
   * @param file the file, which must not exist; it is not created if writing fails
   * @throws InvalidValueException if the file exists
   * @throws StorageFailedException if the source cannot be read or the file cannot be written
   */
  default void writeTo(Path file) {
    NewFile.write(this, Preconditions.required(file, "file"));
  }

  /**
   * Returns the file that contains the bytes. A store skips reading a file that it already stored
   * unchanged, and may read other files directly.
   *
   * @return the file, or empty if the bytes come from elsewhere
   */
  default Optional<Path> file() {
    return Optional.empty();
  }

  /**
   * Returns the location of the bytes, so that a snapshot can keep them by reference.
   *
   * @return the location, or empty if the bytes have none
   */
  default Optional<URI> location() {
    return file().map(Path::toUri);
  }

  /**
   * Returns the bytes at a location, which is opened each time they are written.
   *
   * @param location the location, absolute and without a user and a password, which a snapshot
   *     would store
   * @param locations opens the location, and holds any credentials
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
   * Returns the content of a file, which is read when the content is written. Writing throws {@link
   * InvalidDataException} if the path is a directory, a pipe or a device.
   *
   * @param file the file; a link is followed
   * @return the content
   */
  static Content of(Path file) {
    return new FileContent(Preconditions.required(file, "file"));
  }
}
