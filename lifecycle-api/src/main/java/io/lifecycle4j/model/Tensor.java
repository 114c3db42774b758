package io.lifecycle4j.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A named block of 32-bit floating-point numbers.
 *
 * <p>Not thread-safe. The numbers are not copied: a direct buffer in native byte order goes to a
 * native engine as it is.
 */
public final class Tensor {
  private final String name;
  private final FloatBuffer data;
  private final long[] shape;

  /**
   * Creates a tensor.
   *
   * @param name the name
   * @param data the numbers from position to limit, in row-major order; not copied
   * @param shape the dimensions, the number of rows first; not copied
   * @throws io.lifecycle4j.error.InvalidValueException if the shape needs another count of numbers
   */
  public Tensor(String name, FloatBuffer data, long... shape) {
    this.name = required(name, "tensor name");
    this.data = required(data, "tensor data");
    this.shape = required(shape, "tensor shape");
    check(
        data.remaining() == size(shape),
        "Invalid tensor %s: %s numbers for shape %s (must be its product)",
        name,
        data.remaining(),
        Arrays.toString(shape));
  }

  /** Multiplies the dimensions; -1 for a shape that no buffer can hold. */
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
   * Returns the name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns the numbers.
   *
   * @return the buffer itself
   */
  public FloatBuffer data() {
    return data;
  }

  /**
   * Returns the dimensions.
   *
   * @return the array itself, the number of rows first; do not change it
   */
  public long[] shape() {
    return shape;
  }
}
