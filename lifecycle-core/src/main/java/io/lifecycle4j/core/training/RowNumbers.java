package io.lifecycle4j.core.training;

import io.lifecycle4j.core.storage.SpilledNumbers;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Collects the numbers of rows, in memory or, if they are more than a limit, in a mapped file. Not
 * thread-safe.
 */
final class RowNumbers {
  /** No buffer can be larger than 2 GiB. */
  private static final long MOST_PART = 1 << 30;

  private final int width;
  private final long limit;
  private List<float[]> rows = new ArrayList<>();
  private @Nullable SpilledNumbers spilled;
  private int size;

  /**
   * Begins without a row.
   *
   * @param width how many numbers a row has
   * @param limit how many bytes may be in memory
   */
  RowNumbers(int width, long limit) {
    this.width = width;
    this.limit = limit;
  }

  /** Adds a copy of the numbers of a row. */
  void add(float[] numbers) {
    size = Math.addExact(size, 1);
    if (spilled == null && (long) size * width * Float.BYTES > limit) {
      spilled = new SpilledNumbers();
      rows.forEach(spilled::add);
      rows = List.of();
    }
    if (spilled == null) {
      rows.add(numbers.clone());
    } else {
      spilled.add(numbers);
    }
  }

  int size() {
    return size;
  }

  /** Returns the rows, in their order; nothing can be added any more. */
  List<float[]> done() {
    if (spilled == null) {
      return Collections.unmodifiableList(rows);
    }
    int each = width * Float.BYTES;
    long part = MOST_PART / each * each;
    List<FloatBuffer> parts = spilled.map(part).stream().map(ByteBuffer::asFloatBuffer).toList();
    return new Mapped(parts, (int) (part / each), width, size);
  }

  /** Rows in a file. Each access copies a row. Thread-safe. */
  private static final class Mapped extends AbstractList<float[]> implements RandomAccess {
    private final List<FloatBuffer> parts;
    private final int inPart;
    private final int width;
    private final int size;

    Mapped(List<FloatBuffer> parts, int inPart, int width, int size) {
      this.parts = parts;
      this.inPart = inPart;
      this.width = width;
      this.size = size;
    }

    @Override
    public float[] get(int row) {
      float[] numbers = new float[width];
      parts.get(row / inPart).get(row % inPart * width, numbers);
      return numbers;
    }

    @Override
    public int size() {
      return size;
    }
  }
}
