package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Lists directories of a home. */
public final class Directory {
  private Directory() {}

  /**
   * Returns whether there is a directory; a link to one would lead out of the home.
   *
   * @param directory the directory
   * @return whether it is there
   * @throws CorruptDataException if there is something else
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

  /**
   * Returns the names of what is in a directory, in no order.
   *
   * @param directory the directory
   * @return the names
   */
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
}
