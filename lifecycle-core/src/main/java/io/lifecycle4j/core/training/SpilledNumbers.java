package io.lifecycle4j.core.training;

import io.lifecycle4j.error.StorageFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of prepared rows that do not fit into memory, in a file that has no name: the file system
 * frees it when the process ends, however that happens. Where an open file cannot be deleted, it is
 * deleted when the JVM exits.
 *
 * <p>It is written once, in order, and then mapped. Not thread-safe; what is mapped may be read by
 * any thread.
 */
final class SpilledNumbers {
  private static final int BUFFER = 1 << 20;

  private final FileChannel file;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.nativeOrder());

  /** Creates an empty file in the directory for temporary files. */
  SpilledNumbers() {
    try {
      Path path = Files.createTempFile("lifecycle4j-rows-", ".bin");
      file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      delete(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit(); // the system does not delete open files
    }
  }

  private static StorageFailedException failed(IOException cause) {
    return new StorageFailedException(
        "Cannot store prepared rows in "
            + System.getProperty("java.io.tmpdir")
            + ": "
            + cause.getMessage()
            + " (they do not fit into memory; another directory is set with -Djava.io.tmpdir)",
        cause);
  }

  void add(float[] numbers) {
    for (float number : numbers) {
      if (buffer.remaining() < Float.BYTES) {
        drain();
      }
      buffer.putFloat(number);
    }
  }

  void add(byte[] bytes, int length) {
    for (int from = 0; from < length; ) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      int count = Math.min(buffer.remaining(), length - from);
      buffer.put(bytes, from, count);
      from += count;
    }
  }

  private void drain() {
    try {
      buffer.flip();
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      buffer.clear();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Maps what was written, and closes the file.
   *
   * @param part the size of each part in bytes; the last one may be smaller
   */
  List<ByteBuffer> map(long part) {
    drain();
    try (file) {
      List<ByteBuffer> parts = new ArrayList<>();
      for (long from = 0; from < file.size(); from += part) {
        long size = Math.min(part, file.size() - from);
        parts.add(
            file.map(FileChannel.MapMode.READ_ONLY, from, size).order(ByteOrder.nativeOrder()));
      }
      return parts;
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
