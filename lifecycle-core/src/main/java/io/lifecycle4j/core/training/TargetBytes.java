package io.lifecycle4j.core.training;

import io.lifecycle4j.core.storage.SpilledNumbers;
import io.lifecycle4j.error.InvalidDataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the bytes of a target of rows, in memory or, if they are more than a limit, in a mapped
 * file. Not thread-safe.
 */
final class TargetBytes {
  private final long limit;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable SpilledNumbers spilled;
  private long size;

  TargetBytes(long limit) {
    this.limit = limit;
  }

  void add(byte[] row) {
    size += row.length;
    if (spilled == null && size > limit) {
      spilled = new SpilledNumbers();
      byte[] before = bytes.toByteArray();
      spilled.add(before, before.length);
      bytes = new ByteArrayOutputStream(0);
    }
    if (spilled == null) {
      bytes.writeBytes(row);
    } else {
      spilled.add(row, row.length);
    }
  }

  /** Returns the bytes; nothing can be added any more. */
  ByteBuffer done() {
    if (size > Integer.MAX_VALUE) {
      throw new InvalidDataException(
          "Cannot prepare rows: their labels take " + size + " bytes (must be below 2 GiB)");
    }
    if (spilled == null) {
      return ByteBuffer.wrap(bytes.toByteArray());
    }
    List<ByteBuffer> parts = spilled.map(Integer.MAX_VALUE);
    return parts.get(0);
  }
}
