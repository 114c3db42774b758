package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.schema.WrongRead;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A golden row. Its cells are texts that preserve every bit. */
record StoredRow(Schema schema, List<String> cells) implements Row {
  StoredRow {
    if (cells.size() != schema.columns().size()) {
      throw corrupt(cells.size() + " cells (must be " + schema.columns().size() + ")", null);
    }
  }

  /** Returns the cells of another row as texts. */
  static List<String> cells(Row row, Schema input, int[] places) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      texts.add(cell(row, input.columns().get(i), places[i]));
    }
    return texts;
  }

  private static String cell(Row row, Column column, int place) {
    return switch (Kind.of(column.type())) {
      case TEXT -> row.text(place);
      case TENSOR -> {
        float[] numbers = new float[column.cells()];
        row.tensor(place, numbers, 0);
        yield text(numbers);
      }
      default -> String.valueOf(row.number(place));
    };
  }

  static String text(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  static float[] floats(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      float[] numbers = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).asFloatBuffer().get(numbers);
      return numbers;
    } catch (IllegalArgumentException e) {
      throw corrupt("not Base64", e);
    }
  }

  @Override
  public double number(int column) {
    require(column, schema.column(column).type().isNumber(), "a number");
    String text = cells.get(column);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw corrupt("'" + text + "' is no number", e);
    }
  }

  @Override
  public String text(int column) {
    require(column, schema.column(column).type().isText(), "text");
    return cells.get(column);
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    require(column, schema.column(column).type() == DataType.TENSOR, "a tensor");
    float[] numbers = floats(cells.get(column));
    if (numbers.length != schema.columns().get(column).cells()) {
      throw corrupt("a tensor of " + numbers.length + " numbers", null);
    }
    System.arraycopy(numbers, 0, target, offset, numbers.length);
  }

  private void require(int column, boolean fits, String asked) {
    if (!fits) {
      throw WrongRead.of(schema, column, asked);
    }
  }

  static CorruptDataException corrupt(String problem, @Nullable Exception cause) {
    return new CorruptDataException("Cannot read a golden row: " + problem, cause);
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }
}
