package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Row;
import java.nio.FloatBuffer;

/** Writes a number. */
record NumberWriter(String column, int place, Arithmetic steps) implements CellWriter {
  @Override
  public void write(Row row, FloatBuffer target) {
    double value = row.number(place);
    float number = steps.apply(value);
    if (!Float.isFinite(number) || Double.isInfinite(value)) {
      throw new InvalidValueException("Invalid input: " + column + " is " + problem(value, number));
    }
    target.put(number);
  }

  /** An infinity is not filled in: it is a wrong value, not a missing one. */
  private String problem(double value, float number) {
    if (Double.isInfinite(value)) {
      return value + " (must be finite)";
    }
    return Double.isNaN(value)
        ? "missing (add impute(\"" + column + "\") or give it)"
        : value + " (becomes " + number + ")";
  }
}
