package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.StorageFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that do not fit into memory, in a temporary file that is deleted as soon as it is open,
 * or where that is not possible as soon as it is closed: the file system frees it when the process
 * ends, however that happens.
 *
 * <p>It is written once, in order, and then mapped. Not thread-safe; what is mapped may be read by
 * any thread.
 */
public final class SpilledNumbers {
  private static final int BUFFER = 1 << 20;

  private final FileChannel file;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.nativeOrder());

  /** Creates an empty file in the directory for temporary files. */
  public SpilledNumbers() {
    try {
      file =
          FileChannel.open(
              Files.createTempFile("lifecycle4j-", ".numbers"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static StorageFailedException failed(IOException cause) {
    return new StorageFailedException(
        "Cannot store numbers in "
            + System.getProperty("java.io.tmpdir")
            + ": "
            + cause.getMessage()
            + " (they do not fit into memory; another directory is set with -Djava.io.tmpdir)",
        cause);
  }

  /** Adds numbers, of four bytes. */
  public void add(float[] numbers) {
    for (float number : numbers) {
      if (buffer.remaining() < Float.BYTES) {
        drain();
      }
      buffer.putFloat(number);
    }
  }

  /** Adds the first bytes of an array. */
  public void add(byte[] bytes, int length) {
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
  public List<ByteBuffer> map(long part) {
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
