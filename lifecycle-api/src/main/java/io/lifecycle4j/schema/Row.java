package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

/**
 * One row of data, read by the place of a column.
 *
 * <p>A view: valid until its producer moves on, and not thread-safe. Asking a column for a type
 * that it does not have, or for a place where there is none, throws {@link
 * io.lifecycle4j.error.InvalidValueException}.
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
   * @param column the place of a column that is {@linkplain DataType#isNumber() read as a number},
   *     from 0
   * @return the number, NaN when it is missing; {@link DataType} says what it is of each type
   */
  double number(int column);

  /**
   * Returns a text.
   *
   * @param column the place of a column that is {@linkplain DataType#isText() read as a text}, from
   *     0
   * @return the text, empty when it is missing
   */
  String text(int column);

  /**
   * Copies a tensor, in row-major order.
   *
   * @param column the place of a {@link DataType#TENSOR} column, from 0
   * @param target where to copy {@link Column#cells()} numbers
   * @param offset the first place in the target
   */
  void tensor(int column, float[] target, int offset);

  /**
   * Returns a row as a short text for logs and debuggers: names and values, of private columns no
   * values, of tensors the shape, of long texts the beginning.
   *
   * @param row the row
   * @return the text, as {@code Row[day='Mon', temp=1.5, user=private]}
   */
  static String describe(Row row) {
    return RowText.of(required(row, "row"));
  }
}
