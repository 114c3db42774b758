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
    if (!Float.isFinite(number)) {
      throw new InvalidValueException(
          Double.isFinite(value)
              ? "Invalid input: " + column + " is " + value + " (becomes " + number + ")"
              : "Invalid input: "
                  + column
                  + " is missing (add impute(\""
                  + column
                  + "\") or give it)");
    }
    target.put(number);
  }
}
