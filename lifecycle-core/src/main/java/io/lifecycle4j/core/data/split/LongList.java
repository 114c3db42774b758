package io.lifecycle4j.core.data.split;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Arrays;

/** A growing list of numbers, eight bytes each. Not thread-safe. */
final class LongList {
  private static final int MOST = Integer.MAX_VALUE - 8;

  private long[] values = new long[16];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, grown(size));
    }
    values[size++] = value;
  }

  /**
   * Returns the next length for a full array.
   *
   * @throws InvalidValueException if it has the greatest length
   */
  static int grown(int length) {
    if (length == MOST) {
      throw new InvalidValueException(
          "Invalid split: more than " + MOST + " rows (must be split in parts)");
    }
    return (int) Math.min(MOST, Math.max(16, length + (length >> 1) + 1L));
  }

  long get(int place) {
    return values[place];
  }

  long[] sorted() {
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted;
  }
}
