package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import java.nio.FloatBuffer;

/** Writes a tensor. Not thread-safe, since it reuses its arrays. */
final class TensorWriter implements CellWriter {
  private final Column column;
  private final int place;
  private final ChannelArithmetic steps;
  private final float[] read;
  private final double[] results;
  private final float[] numbers;

  TensorWriter(Column column, int place, ChannelArithmetic steps) {
    this.column = column;
    this.place = place;
    this.steps = steps;
    this.read = new float[column.cells()];
    this.results = new double[read.length];
    this.numbers = new float[read.length];
  }

  @Override
  public void write(Row row, FloatBuffer target) {
    row.tensor(place, read, 0);
    steps.apply(read, results, 0, read.length);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) results[i];
      if (!Float.isFinite(numbers[i])) {
        throw InputProblems.becomes(column, i, read[i], numbers[i]);
      }
    }
    target.put(numbers);
  }
}
