package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import java.nio.FloatBuffer;

/** Writes a tensor. Not thread-safe, since it reuses one array. */
final class TensorWriter implements CellWriter {
  private final String column;
  private final int place;
  private final Arithmetic steps;
  private final float[] numbers;

  TensorWriter(Column column, int place, Arithmetic steps) {
    this.column = column.name();
    this.place = place;
    this.steps = steps;
    this.numbers = new float[column.cells()];
  }

  @Override
  public void write(Row row, FloatBuffer target) {
    row.tensor(place, numbers, 0);
    for (int i = 0; i < numbers.length; i++) {
      float value = numbers[i];
      numbers[i] = steps.apply(value);
      if (!Float.isFinite(numbers[i])) {
        throw new InvalidValueException(
            String.format(
                "Invalid input: %s is %s at %s (becomes %s, must be finite)",
                column, value, i, numbers[i]));
      }
    }
    target.put(numbers);
  }
}
