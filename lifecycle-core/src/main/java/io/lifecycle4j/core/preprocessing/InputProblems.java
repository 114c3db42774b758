package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;

/** What is wrong with a cell. */
final class InputProblems {
  private InputProblems() {}

  static InvalidValueException infinite(String column, double value) {
    return new InvalidValueException(
        "Invalid input: " + column + " is " + value + " (must be finite)");
  }

  static InvalidValueException becomes(String column, double value, float number) {
    return new InvalidValueException(
        "Invalid input: "
            + column
            + " is "
            + (Double.isNaN(value)
                ? "missing (add impute(\"" + column + "\") or give it)"
                : value + " (becomes " + number + ")"));
  }

  static InvalidValueException unknown(String column, Object category) {
    return new InvalidValueException(
        String.format(
            "Invalid input: %s is '%s' (must be one of the training rows)", column, category));
  }
}
