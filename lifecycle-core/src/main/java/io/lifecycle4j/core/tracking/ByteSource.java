package io.lifecycle4j.core.tracking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads what {@link ByteSink} wrote. For any other bytes, throws {@link IndexOutOfBoundsException}
 * and nothing else.
 */
final class ByteSource {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int MAX_NANO = 999_999_999;

  private final byte[] bytes;
  private int at;

  ByteSource(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  int at() {
    return at;
  }

  /** Returns a source of the same bytes, to read some of them again. */
  ByteSource from(int place) {
    return new ByteSource(bytes, place);
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  int octet() {
    return bytes[at++];
  }

  /** Reads the number of items that follow, each of at least one byte. */
  int count() {
    return count(1);
  }

  /** Reads how many things follow, each of at least some bytes. */
  int count(int least) {
    long count = unsigned();
    require(count >= 0 && count <= (bytes.length - at) / least);
    return (int) count;
  }

  long unsigned() {
    byte first = bytes[at++];
    return first >= 0 ? first : longer(first & 0x7FL); // most take one byte
  }

  private long longer(long lowest) {
    long value = lowest;
    for (int shift = 7; shift < Long.SIZE; shift += 7) {
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
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
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

  Instant time() {
    long second = signed();
    long nano = unsigned();
    require(isTime(second, nano));
    return Instant.ofEpochSecond(second, nano);
  }

  static boolean isTime(long second, long nano) {
    return nano >= 0
        && nano <= MAX_NANO
        && second >= Instant.MIN.getEpochSecond()
        && second <= Instant.MAX.getEpochSecond();
  }

  byte[] raw(int length) {
    require(length <= bytes.length - at);
    byte[] raw = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return raw;
  }

  byte[] rest() {
    return raw(bytes.length - at);
  }

  /** Reports a violated condition as if the bytes had ended there. */
  static void require(boolean holds) {
    if (!holds) {
      throw new IndexOutOfBoundsException("not what is written");
    }
  }
}
