package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Lists directories of a home. */
public final class Directory {
  private Directory() {}

  /**
   * Returns whether a directory exists; does not follow a link, which would lead out of the home.
   *
   * @throws CorruptDataException if something else has this name
   */
  public static boolean exists(Path directory) throws IOException {
    try {
      if (Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isDirectory()) {
        return true;
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    throw new CorruptDataException(
        "Cannot read " + directory + ": it is a file or a link (must be a directory)");
  }

  /** Returns the names of the entries of a directory, none if it does not exist. */
  public static List<String> namesIfAny(Path directory) throws IOException {
    try {
      return names(directory);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Returns the names of the entries of a directory, in no order. */
  public static List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /** Returns the sum of the sizes of all files below a directory; of one that vanishes, nothing. */
  public static long bytes(Path directory) throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return sum[0];
  }
}
