package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.StorageFailedException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A folder in the temporary directory that only its owner can open. It is deleted with everything
 * in it when it is closed; links are deleted, not followed.
 */
public final class TemporaryFolder implements AutoCloseable {
  private final Path folder;

  private TemporaryFolder(Path folder) {
    this.folder = folder;
  }

  /** Creates a folder with a name of its own. */
  public static TemporaryFolder create() {
    try {
      return new TemporaryFolder(Files.createTempDirectory("lifecycle4j-"));
    } catch (IOException e) {
      throw new StorageFailedException(
          "Cannot write to the temporary directory: " + e.getMessage(), e);
    }
  }

  /** Returns the folder. */
  public Path path() {
    return folder;
  }

  @Override
  public void close() {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      // only files of a process that has ended are left in the temporary directory
    }
  }

  /** Deletes what can be deleted. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return delete(file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return delete(file);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
      return delete(directory);
    }

    private static FileVisitResult delete(Path path) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the others can still be deleted
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
