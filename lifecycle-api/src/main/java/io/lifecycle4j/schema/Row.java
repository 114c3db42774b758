package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

/**
 * A row of data, whose cells are read by the index of a column.
 *
 * <p>A view, valid until its producer moves to the next row, and not thread-safe. Every method
 * throws {@link io.lifecycle4j.error.InvalidValueException} if the column does not exist or has
 * another type.
 */
public interface Row {
  /**
   * Returns the columns.
   *
   * @return the schema
   */
  Schema schema();

  /**
   * Returns a number.
   *
   * @param column the index of a column that is {@linkplain DataType#isNumber() read as a number},
   *     from 0
   * @return the number, NaN if missing; {@link DataType} defines its meaning for each type
   */
  double number(int column);

  /**
   * Returns a text.
   *
   * @param column the index of a column that is {@linkplain DataType#isText() read as a text}, from
   *     0
   * @return the text, empty if missing
   */
  String text(int column);

  /**
   * Copies a tensor, in row-major order.
   *
   * @param column the index of a {@link DataType#TENSOR} column, from 0
   * @param target the array to which {@link Column#cells()} numbers are copied
   * @param offset the first index in the target
   */
  void tensor(int column, float[] target, int offset);

  /**
   * Returns a row as a short text for logs and debuggers: names and values, but no private values,
   * only the shape of tensors, and only the beginning of long texts.
   *
   * @param row the row
   * @return the text, such as {@code Row[day='Mon', temp=1.5, user=private]}
   */
  static String describe(Row row) {
    return RowText.of(required(row, "row"));
  }
}
