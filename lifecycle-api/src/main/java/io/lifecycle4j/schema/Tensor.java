package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A named block of numbers of one type, in row-major order.
 *
 * <p>Not thread-safe. The numbers are not copied: a direct buffer in native byte order is passed to
 * a native engine without a copy, and outputs of an engine may be in memory of the engine. A tensor
 * and its views must not be used beyond the lifetime that its provider documents.
 */
public final class Tensor {
  private final String name;
  private final TensorType type;
  private final ByteBuffer bytes;
  private final long[] shape;
  private final int size;

  /**
   * Creates a tensor over a buffer.
   *
   * @param name the name
   * @param type the type of its numbers
   * @param bytes the numbers from position to limit, in the byte order of the buffer; not copied
   * @param shape the dimensions, the number of rows first
   * @throws io.lifecycle4j.error.InvalidValueException if the number of elements does not match the
   *     shape
   */
  public Tensor(String name, TensorType type, ByteBuffer bytes, long... shape) {
    this.name = required(name, "tensor name");
    this.type = required(type, "tensor type");
    this.bytes = required(bytes, "tensor data").slice().order(bytes.order());
    this.shape = required(shape, "tensor shape").clone();
    this.size = bytes.remaining() / type.bytes();
    if (bytes.remaining() != size(shape) * type.bytes()) { // Checked without an allocation.
      throw new InvalidValueException(
          String.format(
              "Invalid tensor %s: %s numbers for shape %s (must be its product)",
              name, size, Arrays.toString(shape)));
    }
  }

  /** Returns the product of the dimensions; negative if the shape is too large for a buffer. */
  private static long size(long[] shape) {
    long size = 1;
    for (long dimension : shape) {
      if (dimension < 0 || dimension > Integer.MAX_VALUE || size > Integer.MAX_VALUE) {
        return -1;
      }
      size *= dimension;
    }
    return size;
  }

  /**
   * Creates a tensor of 32-bit floating-point numbers.
   *
   * @param name the name
   * @param numbers the numbers, copied
   * @param shape the dimensions, the number of rows first
   * @return the tensor, in direct memory
   * @throws io.lifecycle4j.error.InvalidValueException if the number of elements does not match the
   *     shape
   */
  public static Tensor of(String name, float[] numbers, long... shape) {
    ByteBuffer bytes = direct((long) required(numbers, "numbers").length * Float.BYTES, name);
    bytes.asFloatBuffer().put(numbers);
    return new Tensor(name, TensorType.FLOAT32, bytes, shape);
  }

  /**
   * Allocates a tensor of zeros.
   *
   * @param spec its name, type and dimensions
   * @param rows the number of rows
   * @return the tensor, in direct memory, in native byte order
   * @throws io.lifecycle4j.error.InvalidValueException if a dimension of a row is free, or the
   *     tensor would have 2 GiB or more
   */
  public static Tensor allocate(TensorSpec spec, int rows) {
    long[] shape = required(spec, "tensor specification").shape(rows);
    long bytes = (long) rows * spec.numbers() * spec.type().bytes();
    return new Tensor(spec.name(), spec.type(), direct(bytes, spec.name()), shape);
  }

  /**
   * Allocates a tensor of zeros for each specification.
   *
   * @param specs names, types and dimensions
   * @param rows the number of rows
   * @return the tensors, in the same order, as returned by {@link #allocate(TensorSpec, int)}
   */
  public static List<Tensor> allocate(List<TensorSpec> specs, int rows) {
    return required(specs, "tensor specifications").stream()
        .map(spec -> allocate(spec, rows))
        .toList();
  }

  private static ByteBuffer direct(long bytes, String name) {
    check(
        bytes <= Integer.MAX_VALUE,
        "Invalid tensor %s: %s bytes (must be below 2 GiB: use fewer rows)",
        name,
        bytes);
    return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * Returns a view of the first rows of this tensor.
   *
   * @param rows the number of rows, at most that of this tensor
   * @return a tensor of the same name, which shares the numbers
   */
  public Tensor first(int rows) {
    check(
        shape.length > 0 && rows >= 0 && rows <= shape[0],
        "Invalid rows: %s (there are %s)",
        rows,
        shape.length == 0 ? 0 : shape[0]);
    int row = shape[0] == 0 ? 0 : bytes.capacity() / (int) shape[0];
    long[] fewer = shape.clone();
    fewer[0] = rows;
    return new Tensor(name, type, bytes.slice(0, rows * row).order(bytes.order()), fewer);
  }

  /**
   * Returns a view of this tensor that cannot be written.
   *
   * @return a tensor of the same name, which shares the numbers; a write to it or to one of its
   *     buffers throws {@link java.nio.ReadOnlyBufferException}
   */
  public Tensor readOnly() {
    return new Tensor(name, type, bytes.asReadOnlyBuffer().order(bytes.order()), shape);
  }

  /**
   * Returns the name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns the type of the numbers.
   *
   * @return the type
   */
  public TensorType type() {
    return type;
  }

  /**
   * Returns the dimensions.
   *
   * @return the internal array, the number of rows first; do not change it
   */
  public long[] shape() {
    return shape;
  }

  /**
   * Counts the numbers.
   *
   * @return the product of the dimensions
   */
  public int size() {
    return size;
  }

  /**
   * Returns the bytes of the numbers.
   *
   * @return a new view, from 0 to the last byte
   */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(bytes.order());
  }

  /**
   * Returns the numbers of a tensor of type {@link TensorType#FLOAT32}.
   *
   * @return a new view, from the first number to the last
   * @throws io.lifecycle4j.error.InvalidValueException if the numbers have another type
   */
  public FloatBuffer floats() {
    if (type != TensorType.FLOAT32) {
      throw new InvalidValueException("Invalid use of tensor " + this + ": must be float32");
    }
    return bytes.asFloatBuffer();
  }

  /**
   * Reads a number.
   *
   * @param place the index in row-major order, from 0
   * @return the number; an integer beyond 2<sup>53</sup> is rounded
   * @throws IndexOutOfBoundsException if the index is out of range
   */
  public double number(int place) {
    return type.read(bytes, place);
  }

  /**
   * Writes a number.
   *
   * @param place the index in row-major order, from 0
   * @param number the number, converted to the type like a Java cast
   * @throws IndexOutOfBoundsException if the index is out of range
   */
  public void set(int place, double number) {
    type.write(bytes, place, number);
  }

  /**
   * Copies the numbers of another tensor into this one.
   *
   * @param place the index of the first number in row-major order, from 0
   * @param from the other tensor, of the same type
   * @throws io.lifecycle4j.error.InvalidValueException if the type differs, or the numbers do not
   *     fit
   */
  public void put(int place, Tensor from) {
    if (required(from, "tensor").type != type || place < 0 || place > size - from.size) {
      throw new InvalidValueException(
          "Invalid tensor: " + from + " at place " + place + " (does not fit into " + this + ")");
    }
    if (from.bytes.order() == bytes.order()) {
      bytes.put(place * type.bytes(), from.bytes, 0, from.size * type.bytes());
      return;
    }
    for (int i = 0; i < from.size; i++) {
      set(place + i, from.number(i));
    }
  }

  /** Returns text such as {@code features float32 [32, 13]}. */
  @Override
  public String toString() {
    return name + " " + type + " " + Arrays.toString(shape);
  }
}
