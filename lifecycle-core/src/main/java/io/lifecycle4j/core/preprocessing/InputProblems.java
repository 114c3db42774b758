package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;

/** What is wrong with a cell. */
final class InputProblems {
  private InputProblems() {}

  /**
   * Says that a cell is infinite.
   *
   * @param source the column of the input
   * @param column the same, or the one that was derived of it
   */
  static InvalidValueException infinite(String source, Column column, double value) {
    return new InvalidValueException(
        "Invalid input: " + source + " is " + ShownCell.of(column, value) + " (must be finite)");
  }

  /**
   * Says that steps make no finite number of a cell.
   *
   * @param source the column of the input, which is what a missing cell is missing in
   * @param column the same, or the one that was derived of it, which is what can be filled
   */
  static InvalidValueException becomes(String source, Column column, double value, float number) {
    if (Double.isNaN(value)) {
      return missing(source, column.name());
    }
    return new InvalidValueException(
        "Invalid input: "
            + column.name()
            + " is "
            + ShownCell.of(column, value)
            + (column.isPrivate() ? " (becomes no finite number)" : " (becomes " + number + ")"));
  }

  /**
   * Says that steps make no finite number of a number of a tensor.
   *
   * @param at the place of the number, from 0
   */
  static InvalidValueException becomes(Column column, int at, float value, float number) {
    if (column.isPrivate()) {
      return infinite(column, at, value);
    }
    return new InvalidValueException(
        String.format(
            "Invalid input: %s is %s at %s (becomes %s, must be finite)",
            column.name(), value, at, number));
  }

  /**
   * Says that a number of a tensor is not finite.
   *
   * @param at the place of the number, from 0
   */
  static InvalidValueException infinite(Column column, int at, float value) {
    return new InvalidValueException(
        String.format(
            "Invalid input: %s is %s at %s (must be finite)",
            column.name(), ShownCell.of(column, value), at));
  }

  private static InvalidValueException missing(String source, String column) {
    return new InvalidValueException(
        "Invalid input: " + source + " is missing (add impute(\"" + column + "\") or give it)");
  }

  static InvalidValueException unknown(Column column, Object category) {
    return new InvalidValueException(
        String.format(
            "Invalid input: %s is '%s' (must be one of the training rows)",
            column.name(), ShownCell.of(column, category)));
  }
}
