package io.lifecycle4j.core.storage;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a directory, to see that nothing changed. */
final class Tree {
  private Tree() {}

  /** Maps the name of every file to the hash of its bytes, and of every directory to nothing. */
  static Map<String, String> of(Path root) {
    Map<String, String> result = new TreeMap<>();
    for (Path path : paths(root)) {
      result.put(root.relativize(path).toString(), content(path));
    }
    return result;
  }

  static List<Path> paths(Path root) {
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

  static Path journal(Path home, String name) {
    return home.resolve("journals").resolve(name + ".l4j");
  }

  static Path blob(Path home, BlobId id) {
    return home.resolve("blobs").resolve(id.sha256().substring(0, 2)).resolve(id.sha256());
  }
}
