package io.lifecycle4j.core.badinputs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories in memory where the machine has such, since thousands of forces cost minutes. */
final class Directories {
  private static final Path MEMORY = Path.of("/dev/shm");

  private Directories() {}

  static Path create() throws IOException {
    return Files.isWritable(MEMORY)
        ? Files.createTempDirectory(MEMORY, "bad-inputs-")
        : Files.createTempDirectory("bad-inputs-");
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> all = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : all) {
        Files.delete(path);
      }
    }
  }
}
