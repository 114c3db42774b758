package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Damage to one file.
 *
 * @param file the file, by its name in the home
 * @param kind what is done
 * @param detail where
 * @param content what the file holds afterwards, if it is one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CorruptionCase(String file, Kind kind, String detail, byte @Nullable [] content) {

  /** What is done to a file. */
  enum Kind {
    FLIP,
    CUT,
    EARLIER,
    ZEROED,
    SWAPPED,
    DOUBLED,
    REPEATED,
    EMPTY,
    DELETED,
    DIRECTORY,
    LINK,
    FIFO
  }

  /** Tells whether it is about what the file is, not about what it holds. */
  boolean changesType() {
    return content == null;
  }

  /** Does it. */
  void apply(Path home) throws IOException {
    Path path = home.resolve(file);
    if (content != null) {
      Files.write(path, content);
      return;
    }
    Path copy = home.resolveSibling(home.getFileName() + ".copy");
    if (kind == Kind.LINK) {
      Files.write(copy, Files.readAllBytes(path));
    }
    Files.delete(path);
    switch (kind) {
      case DIRECTORY -> Files.createDirectory(path);
      case LINK -> Files.createSymbolicLink(path, copy);
      case FIFO -> makeFifo(path);
      default -> {
        // deleted
      }
    }
  }

  private static void makeFifo(Path path) throws IOException {
    try {
      int code = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
      if (code != 0) {
        throw new IOException("mkfifo ended with " + code);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String toString() {
    return kind + " " + file + (detail.isEmpty() ? "" : " at " + detail);
  }
}
