package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.schema.WrongRead;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;

/** A golden row. */
record StoredRow(Schema schema, List<String> cells) implements Row {
  StoredRow {
    if (cells.size() != schema.columns().size()) {
      throw new CorruptDataException(
          String.format(
              "Cannot read a golden row: %s cells (must be %s)",
              cells.size(), schema.columns().size()));
    }
  }

  @Override
  public double number(int column) {
    require(column, schema.column(column).type().isNumber(), "a number");
    return GoldenText.number(cells.get(column));
  }

  @Override
  public String text(int column) {
    require(column, schema.column(column).type().isText(), "text");
    return cells.get(column);
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    require(column, schema.column(column).type() == DataType.TENSOR, "a tensor");
    float[] numbers = GoldenText.floats(cells.get(column));
    if (numbers.length != schema.columns().get(column).cells()) {
      throw new CorruptDataException(
          "Cannot read a golden row: a tensor of " + numbers.length + " numbers");
    }
    System.arraycopy(numbers, 0, target, offset, numbers.length);
  }

  private void require(int column, boolean fits, String asked) {
    if (!fits) {
      throw WrongRead.of(schema, column, asked);
    }
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }
}
