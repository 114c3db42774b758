package io.lifecycle4j.core.tracking;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteSink} wrote. For any other bytes, throws {@link IndexOutOfBoundsException}
 * and nothing else.
 */
final class ByteSource {
  private final byte[] bytes;
  private int at;

  ByteSource(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  int at() {
    return at;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  int octet() {
    return bytes[at++];
  }

  /** Reads the number of items that follow, each of at least one byte. */
  int count() {
    long count = unsigned();
    require(count >= 0 && count <= bytes.length - at);
    return (int) count;
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number of more than 64 bits");
  }

  long signed() {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  long fixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << Byte.SIZE) | (bytes[at++] & 0xFF);
    }
    return value;
  }

  String text() {
    int length = count();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  void skipText() {
    int length = count(); // advances the position, so it cannot be part of the next sum
    at += length;
  }

  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  /** Reports a violated condition as if the bytes had ended there. */
  static void require(boolean holds) {
    if (!holds) {
      throw new IndexOutOfBoundsException("not what is written");
    }
  }
}
