package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.CorruptDataException;
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
    return GoldenText.number(cells.get(column));
  }

  @Override
  public String text(int column) {
    return cells.get(column);
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    float[] numbers = GoldenText.floats(cells.get(column));
    if (numbers.length != schema.columns().get(column).cells()) {
      throw new CorruptDataException(
          "Cannot read a golden row: a tensor of " + numbers.length + " numbers");
    }
    System.arraycopy(numbers, 0, target, offset, numbers.length);
  }
}
