package io.lifecycle4j.storage;

import io.lifecycle4j.error.InvalidDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * The bytes of a file.
 *
 * <p>The buffer is small at first, so that many short files cost little.
 */
record FileContent(Path file) implements Content {
  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
  private static final int SHORT = 1 << 13;
  private static final int LONG = 1 << 17;

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (!Files.isRegularFile(file)) { // before it is opened, since opening a pipe waits
      refuse();
    }
    ByteBuffer buffer = ByteBuffer.allocate(SHORT);
    try (FileChannel channel = FileChannel.open(file, READ)) {
      while (channel.read(buffer) >= 0) {
        out.write(buffer.array(), 0, buffer.position());
        buffer = buffer.position() == SHORT ? ByteBuffer.allocate(LONG) : buffer.clear();
      }
    }
  }

  private void refuse() throws IOException {
    boolean directory = Files.readAttributes(file, BasicFileAttributes.class).isDirectory();
    throw new InvalidDataException(
        String.format(
            "Cannot read %s: it is %s (must be a file)",
            file, directory ? "a directory" : "a pipe or a device"));
  }
}
