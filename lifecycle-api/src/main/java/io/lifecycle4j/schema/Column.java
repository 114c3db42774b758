package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.Arrays;
import java.util.List;

/**
 * A named column of a data set or of an input.
 *
 * @param name the name
 * @param type the type of its cells
 * @param shape the dimensions of a tensor, outermost first; empty for every other type
 */
public record Column(String name, DataType type, List<Integer> shape) {
  private static final int MAX_CELLS = 1 << 28;

  /** Checks the parts. */
  public Column {
    checkName("column", name);
    required(type, "type of column " + name);
    shape = copy(shape, "shape of column " + name);
    check(
        (type == DataType.TENSOR) != shape.isEmpty(),
        "Invalid column %s: shape %s for type %s (tensors have a shape, others none)",
        name,
        shape,
        type);
    long cells = 1;
    for (int dimension : shape) {
      check(
          dimension > 0,
          "Invalid shape of column %s: %s (dimensions must be positive)",
          name,
          shape);
      cells *= dimension;
      check(
          cells <= MAX_CELLS, "Invalid shape of column %s: %s (at most 2^28 numbers)", name, shape);
    }
  }

  /**
   * Returns a column of numbers or texts.
   *
   * @param name the name
   * @param type the type of its cells, not a tensor
   * @return the column
   */
  public static Column of(String name, DataType type) {
    return new Column(name, type, List.of());
  }

  /**
   * Returns a column of tensors.
   *
   * @param name the name
   * @param shape the dimensions, outermost first
   * @return the column
   */
  public static Column tensor(String name, Integer... shape) {
    return new Column(
        name, DataType.TENSOR, Arrays.asList(required(shape, "shape of column " + name)));
  }

  /**
   * Tells how many numbers one cell holds.
   *
   * @return the product of the shape, 1 for everything but a tensor
   */
  public int cells() {
    int cells = 1;
    for (int dimension : shape) {
      cells *= dimension;
    }
    return cells;
  }
}
