package io.lifecycle4j.schema;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The type of the numbers in a {@link Tensor}. Types may be added: a switch needs a default branch.
 */
public enum TensorType {
  /** 32-bit floating-point numbers. */
  FLOAT32(Float.BYTES),

  /** 64-bit floating-point numbers. */
  FLOAT64(Double.BYTES),

  /** 32-bit signed integers. */
  INT32(Integer.BYTES),

  /** 64-bit signed integers: indices of classes, tokens. */
  INT64(Long.BYTES);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the size of one number.
   *
   * @return the size in bytes
   */
  public int bytes() {
    return bytes;
  }

  double read(ByteBuffer from, int place) {
    return switch (this) {
      case FLOAT32 -> from.getFloat(place * Float.BYTES);
      case FLOAT64 -> from.getDouble(place * Double.BYTES);
      case INT32 -> from.getInt(place * Integer.BYTES);
      case INT64 -> from.getLong(place * Long.BYTES);
    };
  }

  void write(ByteBuffer into, int place, double number) {
    switch (this) {
      case FLOAT32 -> into.putFloat(place * Float.BYTES, (float) number);
      case FLOAT64 -> into.putDouble(place * Double.BYTES, number);
      case INT32 -> into.putInt(place * Integer.BYTES, (int) number);
      case INT64 -> into.putLong(place * Long.BYTES, (long) number);
      default -> throw new IllegalStateException(toString());
    }
  }

  /** Returns the common name of the type, such as {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
