package io.lifecycle4j.storage;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a content to a file of the user, outside of any home. */
final class NewFile {
  private NewFile() {}

  static void write(Content content, Path file) {
    OutputStream out;
    try {
      // made absolute, since the JDK has no error for an empty path
      out = Files.newOutputStream(file.toAbsolutePath(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new InvalidValueException(
          "Cannot write " + file + ": it exists (must be the name of a new file)", e);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot write " + file + ": " + e.getMessage(), e);
    }
    boolean written = false;
    try {
      fill(content, out);
      written = true;
    } catch (IOException e) {
      throw new StorageFailedException("Cannot write " + file + ": " + e.getMessage(), e);
    } finally {
      if (!written) {
        delete(file);
      }
    }
  }

  private static void fill(Content content, OutputStream out) throws IOException {
    try (OutputStream buffered = new BufferedOutputStream(out)) {
      content.writeTo(buffered);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot delete " + file + ", which is not complete", e);
    }
  }
}
