package io.lifecycle4j.core.storage;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a directory, to see that nothing changed. */
public final class Tree {
  private Tree() {}

  /** Maps the name of every file to the hash of its bytes, and of every directory to nothing. */
  public static Map<String, String> of(Path root) {
    Map<String, String> result = new TreeMap<>();
    for (Path path : paths(root)) {
      result.put(root.relativize(path).toString(), content(path));
    }
    return result;
  }

  public static List<Path> paths(Path root) {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path path) {
    try {
      return Files.isDirectory(path) ? "" : Fixtures.hash(Files.readAllBytes(path)).sha256();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Finds the segment that a journal is appended to. */
  public static Path journal(Path home, String name) {
    try (Stream<Path> files = Files.list(room(home, name))) {
      return files
          .filter(file -> file.toString().endsWith(".l4j"))
          .max(Comparator.comparing(Path::toString))
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory of a journal. */
  public static Path room(Path home, String name) {
    return home.resolve("journals").resolve(name);
  }

  /** Reads the files of a directory. */
  public static Map<Path, byte[]> files(Path directory) {
    Map<Path, byte[]> files = new TreeMap<>();
    for (Path path : paths(directory)) {
      if (Files.isRegularFile(path)) {
        try {
          files.put(path, Files.readAllBytes(path));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return files;
  }

  /** Makes a directory hold exactly these files again. */
  public static void restore(Path directory, Map<Path, byte[]> files) {
    try {
      for (Path path : paths(directory)) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !files.containsKey(path)) {
          Files.delete(path);
        }
      }
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        Files.write(file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes a home, and leaves its files as they were before: as the death of a process does. */
  public static void kill(Path home, Medium medium) {
    Map<Path, byte[]> files = files(home);
    medium.close();
    restore(home, files);
  }

  public static Path blob(Path home, BlobId id) {
    return home.resolve("blobs").resolve(id.sha256().substring(0, 2)).resolve(id.sha256());
  }
}
