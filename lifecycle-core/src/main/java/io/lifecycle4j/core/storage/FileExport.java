package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a file that is not in a home. It has its name once it is whole and durable. */
public final class FileExport {
  private FileExport() {}

  /**
   * Writes a new file.
   *
   * @param file its name
   * @param content its bytes; if writing them fails there is no file
   * @throws InvalidValueException if there is something of this name, or it lies in a home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  public static void write(Path file, Content content) {
    Path directory = required(file, "file").toAbsolutePath().getParent();
    try {
      if (directory != null) { // the root is told as what exists
        checkDirectory(file, directory);
      }
      content.writeTo(file);
    } catch (UncheckedIOException e) {
      throw StorageErrors.failed("write", file, required(e.getCause(), "cause"));
    } catch (IOException e) {
      throw StorageErrors.failed("write", file, e);
    }
  }

  private static void checkDirectory(Path file, Path directory) throws IOException {
    check(
        Files.isDirectory(directory),
        "Cannot write %s: there is no directory %s (make it first)",
        file,
        directory);
    Optional<Path> home = Home.around(directory.toRealPath());
    check(
        home.isEmpty(),
        "Cannot write %s: it lies in the home %s (must be outside of any home)",
        file,
        home.orElse(directory));
  }
}
