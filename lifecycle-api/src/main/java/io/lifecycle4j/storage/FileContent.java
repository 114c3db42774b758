package io.lifecycle4j.storage;

import io.lifecycle4j.error.InvalidDataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The bytes of a file.
 *
 * <p>The buffer starts small, so that many short files cost little.
 */
record FileContent(Path path) implements Content {
  private static final int SHORT = 1 << 13;
  private static final int LONG = 1 << 17;

  @Override
  public Optional<Path> file() {
    return Optional.of(path);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (!Files.isRegularFile(path)) { // Before opening, because opening a pipe blocks.
      refuse();
    }
    byte[] buffer = new byte[SHORT];
    try (InputStream in = Files.newInputStream(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        buffer = count == SHORT ? new byte[LONG] : buffer;
      }
    }
  }

  private void refuse() throws IOException {
    boolean directory = Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
    throw new InvalidDataException(
        String.format(
            "Cannot read %s: it is %s (must be a file)",
            path, directory ? "a directory" : "a pipe or a device"));
  }
}
