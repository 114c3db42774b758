package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a file outside of any home. It appears under its name only when it is complete and
 * durable.
 */
public final class FileExport {
  private FileExport() {}

  /**
   * Writes a new file; on failure there is no file.
   *
   * @throws InvalidValueException if the file exists, its directory does not, or it lies in a home
   */
  public static void write(Path file, Content content) {
    Path directory = required(file, "file").toAbsolutePath().getParent();
    try {
      if (directory != null) { // the root has no parent: it is reported as existing
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
    DirectoryExport.checkNoHome(file, directory.toRealPath());
  }
}
