package io.lifecycle4j.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes messages of Protocol Buffers, also such as no library writes. */
final class Proto {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static Proto message() {
    return new Proto();
  }

  Proto number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  Proto text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Proto add(int field, Proto message) {
    return bytes(field, message.bytes());
  }

  Proto bytes(int field, byte[] value) {
    varint(((long) field << 3) | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  Proto raw(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
    }
    bytes.write((int) rest);
  }
}
