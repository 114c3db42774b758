package io.lifecycle4j.storage;

import io.lifecycle4j.error.InvalidDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The bytes of a file.
 *
 * <p>The buffer is as large as a short file, so that many of them cost little; how long a file
 * really is, its end tells.
 */
record FileContent(Path file) implements Content {
  private static final int LEAST = 1 << 9;
  private static final int BUFFER = 1 << 17;

  @Override
  public void writeTo(OutputStream out) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) { // before it is opened, since opening a pipe waits
      throw new InvalidDataException(
          "Cannot read "
              + file
              + ": it is "
              + (attributes.isDirectory() ? "a directory" : "a pipe or a device")
              + " (must be a file)");
    }
    ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.max(LEAST, Math.min(BUFFER, attributes.size() + 1)));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer) >= 0) {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    }
  }
}
