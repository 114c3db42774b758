package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The name, type and dimensions of one input, output or target of a model: {@code features float32
 * [-1, 13]}.
 *
 * @param name unique among the inputs, or the outputs, of a model
 * @param type the type of its numbers
 * @param dimensions the number of rows, then the dimensions of a row, outermost first; -1 is free,
 *     as the number of rows always is
 */
public record TensorSpec(String name, TensorType type, List<Integer> dimensions) {
  /** A dimension of any size. */
  public static final int FREE = -1;

  /** Checks the parts. */
  public TensorSpec {
    checkName("tensor", name);
    required(type, "tensor type");
    dimensions = copy(dimensions, "dimensions");
    check(
        !dimensions.isEmpty() && dimensions.get(0) == FREE,
        "Invalid dimensions of %s: %s (the first must be -1, the number of rows)",
        name,
        dimensions);
    long numbers = 1;
    for (int dimension : dimensions.subList(1, dimensions.size())) {
      check(
          dimension == FREE || dimension > 0,
          "Invalid dimensions of %s: %s (must be positive, or -1 for any)",
          name,
          dimensions);
      numbers *= Math.max(1, dimension);
      check(
          numbers <= Integer.MAX_VALUE,
          "Invalid dimensions of %s: %s (a row has too many numbers, at most %s)",
          name,
          dimensions,
          Integer.MAX_VALUE);
    }
  }

  /**
   * Describes rows of 32-bit floating-point numbers.
   *
   * @param name the name
   * @param row the dimensions of one row, outermost first; none for a single number
   * @return the specification, with a free dimension for the rows
   */
  public static TensorSpec float32(String name, Integer... row) {
    return float32(name, Arrays.asList(required(row, "dimensions")));
  }

  /**
   * Describes rows of 32-bit floating-point numbers.
   *
   * @param name the name
   * @param row the dimensions of one row, outermost first; none for a single number
   * @return the specification, with a free dimension for the rows
   */
  public static TensorSpec float32(String name, List<Integer> row) {
    List<Integer> all = Stream.concat(Stream.of(FREE), copy(row, "dimensions").stream()).toList();
    return new TensorSpec(name, TensorType.FLOAT32, all);
  }

  /**
   * Returns the dimensions of one row.
   *
   * @return the dimensions, outermost first; empty for a single number
   */
  public List<Integer> row() {
    return dimensions.subList(1, dimensions.size());
  }

  /**
   * Returns how many numbers a row has.
   *
   * @return the product of the dimensions of a row
   * @throws io.lifecycle4j.error.InvalidValueException if one of them is free
   */
  public int numbers() {
    int numbers = 1;
    for (int i = 1; i < dimensions.size(); i++) { // Without an allocation.
      if (dimensions.get(i) == FREE) {
        throw new InvalidValueException("Invalid use of " + this + ": a row has no fixed size");
      }
      numbers *= dimensions.get(i);
    }
    return numbers;
  }

  /**
   * Returns the shape of a number of rows.
   *
   * @param rows the number of rows, at least 0
   * @return a new array, the number of rows first
   * @throws io.lifecycle4j.error.InvalidValueException if a dimension of a row is free
   */
  public long[] shape(int rows) {
    if (rows < 0) {
      throw new InvalidValueException("Invalid rows: " + rows + " (must be at least 0)");
    }
    numbers(); // Rejects free dimensions.
    long[] shape = new long[dimensions.size()];
    shape[0] = rows;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = dimensions.get(i);
    }
    return shape;
  }

  /**
   * Returns whether a tensor has this name and type and matching dimensions.
   *
   * @param tensor the tensor
   * @return true if it matches; it may have any number of rows
   */
  public boolean fits(Tensor tensor) {
    long[] shape = required(tensor, "tensor").shape();
    boolean fits =
        tensor.name().equals(name) && tensor.type() == type && shape.length == dimensions.size();
    for (int i = 1; fits && i < shape.length; i++) { // Hot path: not a stream.
      int dimension = dimensions.get(i);
      fits = dimension == FREE || dimension == shape[i];
    }
    return fits;
  }

  /**
   * Returns whether rows of a shape have the memory layout of rows of this tensor. Dimensions of 1
   * may be missing or added, and one of the two rows may be flat: {@code [-1, 1, 28, 28]}, {@code
   * [-1, 28, 28]} and {@code [-1, 784]} accept each other, but {@code [-1, 2, 3]} does not accept
   * {@code [-1, 3, 2]}.
   *
   * @param shape any number of rows, then the dimensions of a row; -1 is free
   * @return true if they do, or may where a dimension is free; false for an empty shape
   */
  public boolean accepts(long... shape) {
    long[] found = LongStream.of(required(shape, "shape")).skip(1).toArray();
    long[] needed = row().stream().mapToLong(Integer::longValue).toArray();
    return shape.length > 0
        && (agree(found, needed) || agree(withoutOnes(found), withoutOnes(needed)));
  }

  private static boolean agree(long[] one, long[] other) {
    if (one.length != other.length) {
      return Math.min(one.length, other.length) < 2 && agree(numbers(one), numbers(other));
    }
    return IntStream.range(0, one.length).allMatch(i -> agree(one[i], other[i]));
  }

  private static boolean agree(long one, long other) {
    return one == other || one == FREE || other == FREE;
  }

  private static long[] withoutOnes(long[] row) {
    return LongStream.of(row).filter(size -> size != 1).toArray();
  }

  /** As a double, sizes in a file cannot overflow to those of a row; it is exact up to those. */
  private static long numbers(long[] row) {
    boolean free = LongStream.of(row).anyMatch(size -> size == FREE);
    double numbers = LongStream.of(row).asDoubleStream().reduce(1, (one, other) -> one * other);
    return free ? FREE : (long) numbers;
  }

  /**
   * Checks that tensors match their specifications.
   *
   * @param what a description of the tensors, such as {@code inputs}
   * @param specs names, types and dimensions
   * @param tensors a tensor for each specification, in the same order
   * @return the number of rows of each tensor; 0 without specifications
   * @throws InvalidValueException if a tensor does not match, or their numbers of rows differ
   */
  public static int checkFit(String what, List<TensorSpec> specs, List<Tensor> tensors) {
    int rows = tensors == null || tensors.isEmpty() ? 0 : rows(tensors.get(0));
    if (!fit(what, specs, tensors, rows)) {
      throw new InvalidValueException(
          "Invalid " + what + ": " + tensors + " (must be rows of " + specs + ")");
    }
    return rows;
  }

  /**
   * Checks that tensors match their specifications and have a given number of rows.
   *
   * @param what a description of the tensors, such as {@code outputs}
   * @param specs names, types and dimensions
   * @param tensors a tensor for each specification, in the same order
   * @param rows the number of rows that each must have
   * @throws InvalidValueException if a tensor does not match, or has another number of rows
   */
  public static void checkFit(String what, List<TensorSpec> specs, List<Tensor> tensors, int rows) {
    if (!fit(what, specs, tensors, rows)) {
      throw new InvalidValueException(
          "Invalid "
              + what
              + ": "
              + tensors
              + " (must be "
              + counted(rows, "row")
              + " of "
              + specs
              + ")");
    }
  }

  private static boolean fit(String what, List<TensorSpec> specs, List<Tensor> tensors, int rows) {
    boolean fit = required(tensors, what).size() == required(specs, "tensor specifications").size();
    for (int i = 0; fit && i < tensors.size(); i++) { // Hot path: not a stream.
      Tensor tensor = tensors.get(i);
      fit = specs.get(i).fits(tensor) && rows(tensor) == rows;
    }
    return fit;
  }

  private static int rows(Tensor tensor) {
    long[] shape = required(tensor, "tensor").shape();
    return shape.length == 0 ? 0 : (int) shape[0];
  }

  /** Returns text such as {@code features float32 [-1, 13]}. */
  @Override
  public String toString() {
    return name + " " + type + " " + dimensions;
  }
}
