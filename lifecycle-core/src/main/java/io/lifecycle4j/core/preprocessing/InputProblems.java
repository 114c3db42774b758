package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;

/** What is wrong with a cell. */
final class InputProblems {
  private InputProblems() {}

  static InvalidValueException infinite(Column column, double value) {
    return new InvalidValueException(
        "Invalid input: "
            + column.name()
            + " is "
            + ShownCell.of(column, value)
            + " (must be finite)");
  }

  static InvalidValueException becomes(Column column, double value, float number) {
    if (Double.isNaN(value)) {
      return missing(column.name());
    }
    return new InvalidValueException(
        "Invalid input: "
            + column.name()
            + " is "
            + ShownCell.of(column, value)
            + (column.isPrivate() ? " (becomes no finite number)" : " (becomes " + number + ")"));
  }

  private static InvalidValueException missing(String column) {
    return new InvalidValueException(
        "Invalid input: " + column + " is missing (add impute(\"" + column + "\") or give it)");
  }

  static InvalidValueException unknown(Column column, Object category) {
    return new InvalidValueException(
        String.format(
            "Invalid input: %s is '%s' (must be one of the training rows)",
            column.name(), ShownCell.of(column, category)));
  }
}
