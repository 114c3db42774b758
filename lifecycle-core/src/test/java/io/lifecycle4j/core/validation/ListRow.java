package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;

/** A row over an array: numbers and texts. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ListRow(Schema schema, Object... cells) implements Row {
  @Override
  public double number(int column) {
    return ((Number) cells[column]).doubleValue();
  }

  @Override
  public String text(int column) {
    return (String) cells[column];
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    float[] cell = (float[]) cells[column];
    System.arraycopy(cell, 0, target, offset, cell.length);
  }
}
