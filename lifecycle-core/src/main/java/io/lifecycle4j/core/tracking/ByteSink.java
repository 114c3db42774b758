package io.lifecycle4j.core.tracking;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** A growing byte array to which numbers are written in variable length. */
final class ByteSink {
  private static final int MAX_FIXED = 10;

  private byte[] bytes;
  private int size;

  ByteSink(int expected) {
    bytes = new byte[Math.max(MAX_FIXED, expected)];
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  void octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  /**
   * Writes seven bits a byte, the lowest first; all bytes but the last have the highest bit set.
   */
  void unsigned(long value) {
    room(MAX_FIXED);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Writes small numbers of either sign in few bytes: the sign is the lowest bit. */
  void signed(long value) {
    unsigned((value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  /** Writes eight bytes, the highest first. */
  void fixed(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  void time(Instant time) {
    signed(time.getEpochSecond());
    unsigned(time.getNano());
  }

  void raw(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  void text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    unsigned(encoded.length);
    raw(encoded);
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }
}
