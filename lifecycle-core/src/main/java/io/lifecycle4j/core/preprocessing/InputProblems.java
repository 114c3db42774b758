package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;

/** The exceptions for invalid cells. */
final class InputProblems {
  private InputProblems() {}

  /**
   * Rejects an infinite cell.
   *
   * @param column the column of the input, or the one derived from it
   */
  static InvalidValueException infinite(String source, Column column, double value) {
    return new InvalidValueException(
        "Invalid input: " + source + " is " + ShownCell.of(column, value) + " (must be finite)");
  }

  /**
   * Rejects a cell that is missing, or that steps do not turn into a finite number.
   *
   * @param source the input column, where the cell is missing
   * @param column the same, or the one derived from it, which a step can fill
   */
  static InvalidValueException becomes(String source, Column column, double value, float number) {
    if (Double.isNaN(value)) {
      return new InvalidValueException(
          String.format(
              "Invalid input: %s is missing (add impute(\"%s\").mean() or pass a value)",
              source, column.name()));
    }
    String becomes = column.isPrivate() ? "no finite number" : String.valueOf(number);
    return new InvalidValueException(
        String.format(
            "Invalid input: %s is %s (becomes %s)",
            column.name(), ShownCell.of(column, value), becomes));
  }

  /**
   * Rejects a number of a tensor that steps do not turn into a finite number.
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
   * Rejects a number of a tensor that is not finite.
   *
   * @param at the place of the number, from 0
   */
  static InvalidValueException infinite(Column column, int at, float value) {
    return new InvalidValueException(
        String.format(
            "Invalid input: %s is %s at %s (must be finite)",
            column.name(), ShownCell.of(column, value), at));
  }

  static InvalidValueException unknown(Column column, Object category) {
    return new InvalidValueException(
        String.format(
            "Invalid input: %s is '%s' (must be a value of the training rows)",
            column.name(), ShownCell.of(column, category)));
  }
}
