package io.lifecycle4j.benchmarks;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;

/** A row backed by arrays. */
final class CellRow implements Row {
  final double[] numbers;
  final String[] texts;
  private final Schema schema;

  CellRow(Schema schema) {
    this.schema = schema;
    this.numbers = new double[schema.columns().size()];
    this.texts = new String[numbers.length];
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public double number(int column) {
    return numbers[column];
  }

  @Override
  public String text(int column) {
    return texts[column];
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    throw new UnsupportedOperationException("There is no tensor");
  }
}
