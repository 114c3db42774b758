package io.lifecycle4j.onnx;

import io.lifecycle4j.error.UntrustedModelException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a message of Protocol Buffers, without a copy and without recursion.
 *
 * <p>Not thread-safe. Every length is checked against the message that contains it, so that a
 * corrupt one cannot allocate memory.
 */
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_VARINT = 10;

  private final byte[] bytes;
  private final int end;
  private int place;

  private int field;
  private int wire;
  private long number;
  private int from;

  /** Reads a whole file. */
  ProtoReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtoReader(byte[] bytes, int place, int end) {
    this.bytes = bytes;
    this.place = place;
    this.end = end;
  }

  /** Moves to the next field; returns false at the end of the message. */
  boolean next() {
    if (place == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    if (tag < 1 << 3 || tag > 0xFFFFFFFFL) {
      throw corrupt("no field has the tag " + tag + " (is it a file in the ONNX format?)");
    }
    switch (wire) {
      case VARINT -> number = varint();
      case FIXED64 -> skip(Long.BYTES);
      case LENGTH -> skip(varint());
      case FIXED32 -> skip(Integer.BYTES);
      default -> throw corrupt("field " + field + " has the wire type " + wire);
    }
    return true;
  }

  /** Returns the number of the field. */
  int field() {
    return field;
  }

  /** Returns an integer. */
  long number() {
    check(VARINT);
    return number;
  }

  /** Returns a text; bytes that are not UTF-8 are replaced. */
  String text() {
    check(LENGTH);
    return new String(bytes, from, place - from, StandardCharsets.UTF_8);
  }

  /** Returns a reader of the message that the field contains. */
  ProtoReader message() {
    check(LENGTH);
    return new ProtoReader(bytes, from, place);
  }

  /** Returns an exception that names where the reader is. */
  UntrustedModelException corrupt(String problem) {
    return new UntrustedModelException("Cannot read ONNX file: " + problem + " at byte " + place);
  }

  private void check(int needed) {
    if (wire != needed) {
      throw corrupt("field " + field + " has the wire type " + wire + " (must be " + needed + ")");
    }
  }

  private void skip(long length) {
    if (length < 0 || length > end - place) {
      throw corrupt(
          "field %s is %s bytes long (%s are left; the file may be truncated)"
              .formatted(field, Long.toUnsignedString(length), end - place));
    }
    from = place;
    place += (int) length;
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT; i++) {
      if (place == end) {
        throw corrupt("a number has no end (the file may be truncated)");
      }
      byte next = bytes[place++];
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt("a number has more than " + MAX_VARINT + " bytes");
  }
}
