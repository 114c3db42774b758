package io.lifecycle4j.core.storage.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes a home what it would be if it had been written in format 2. */
public final class OlderFormat {
  private OlderFormat() {}

  /** Returns what the format file of a home said in format 2. */
  static byte[] of(byte[] file) {
    HomeFormat now = HomeFormat.read(file, "format.json");
    return new HomeFormat(2, now.store(), now.compatible(), now.readOnly(), now.incompatible())
        .encode();
  }

  /** Takes away what format 2 did not have, unless the home lies on no disk. */
  public static void take(Path home) {
    Path file = home.resolve("format.json");
    if (Files.notExists(file)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(home.resolve("journals"))) {
      List<Path> marks =
          paths.filter(path -> path.getFileName().toString().startsWith("version-")).toList();
      for (Path mark : marks) {
        Files.delete(mark);
      }
      Files.write(file, of(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
