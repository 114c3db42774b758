package io.lifecycle4j.core.data.format;

import io.lifecycle4j.core.schema.WrongRead;
import io.lifecycle4j.core.validation.RowPlace;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row that is reused for all rows of a file, and knows its place there. */
final class FileRow implements Row, RowPlace {
  private final Schema schema;
  private final boolean[] numeric;
  private final double[] numbers;
  private final @Nullable String[] texts;
  private final float[][] tensors;
  private final Map<Integer, String> misfits = new HashMap<>();
  private String file = "";
  private long line;
  private boolean filled; // whether misfits already holds those of the row being filled

  FileRow(Schema schema) {
    this.schema = schema;
    this.numbers = new double[schema.columns().size()];
    this.numeric = new boolean[numbers.length];
    this.texts = new @Nullable String[numbers.length];
    this.tensors = new float[numbers.length][];
    for (int i = 0; i < numbers.length; i++) {
      Column column = schema.columns().get(i);
      numeric[i] = column.type().isNumber();
      tensors[i] = new float[column.type() == DataType.TENSOR ? column.cells() : 0];
    }
  }

  /** Sets the place of the row, after its cells; the line is 0 if the file has no lines. */
  void at(String name, long number) {
    if (!filled) {
      misfits.clear();
    }
    filled = false;
    file = name;
    line = number;
  }

  @Override
  public String file() {
    return file;
  }

  @Override
  public long line() {
    return line;
  }

  void set(int column, double number) {
    numbers[column] = number;
  }

  void set(int column, String text) {
    texts[column] = text;
  }

  /** Sets a cell that is not of its type: it is missing, but its text is available. */
  void misfit(int column, String cell) {
    if (numeric[column]) {
      numbers[column] = Double.NaN;
    } else {
      texts[column] = "";
    }
    if (!filled) {
      misfits.clear(); // those of the previous row
      filled = true;
    }
    misfits.put(column, cell);
  }

  @Override
  public @Nullable String misfit(int column) {
    return misfits.isEmpty() ? null : misfits.get(column);
  }

  /** Sets the numbers of a tensor, 0 to 255. */
  void set(int column, byte[] pixels) {
    float[] tensor = tensors[column];
    for (int i = 0; i < pixels.length; i++) {
      tensor[i] = pixels[i] & 0xFF;
    }
  }

  /** Returns the numbers of a tensor, for writing. */
  float[] tensor(int column) {
    return tensors[column];
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public double number(int column) {
    if (column < 0 || column >= numeric.length || !numeric[column]) {
      throw WrongRead.of(schema, column, "a number");
    }
    return numbers[column];
  }

  @Override
  public String text(int column) {
    String text = column >= 0 && column < texts.length ? texts[column] : null;
    if (text == null) {
      throw WrongRead.of(schema, column, "text");
    }
    return text;
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    if (schema.column(column).type() != DataType.TENSOR) {
      throw WrongRead.of(schema, column, "a tensor");
    }
    System.arraycopy(tensors[column], 0, target, offset, tensors[column].length);
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }
}
