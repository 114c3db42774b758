package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A row that holds its cells: a copy of an input, or one that was read. Immutable.
 *
 * <p>A number or a text is in the place of its column, the numbers of all tensors are one after the
 * other: a copy of numbers is one array.
 */
public final class HeldRow implements Row {
  private final Schema schema;
  private final double[] numbers;
  private final String @Nullable [] texts;
  private final float @Nullable [] tensors;

  private HeldRow(
      Schema schema, double[] numbers, String @Nullable [] texts, float @Nullable [] tensors) {
    this.schema = schema;
    this.numbers = numbers;
    this.texts = texts;
    this.tensors = tensors;
  }

  /**
   * Returns a row of given cells.
   *
   * @param cells for each column a {@code Double}, a text or a {@code float[]} for a tensor; copied
   */
  public static HeldRow of(Schema schema, Object... cells) {
    double[] numbers = new double[cells.length];
    String[] texts = new String[cells.length];
    int size = 0;
    for (Object cell : cells) {
      size += cell instanceof float[] tensor ? tensor.length : 0;
    }
    float[] tensors = new float[size];
    int next = 0;
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] instanceof float[] tensor) {
        System.arraycopy(tensor, 0, tensors, next, tensor.length);
        numbers[i] = next; // where it begins
        next += tensor.length;
      } else if (cells[i] instanceof String text) {
        texts[i] = text;
      } else {
        numbers[i] = (Double) cells[i];
      }
    }
    return new HeldRow(schema, numbers, texts, tensors);
  }

  /** What rows of a schema need. */
  public record Layout(Schema schema, boolean hasTexts, int tensors) {
    /** Returns that of a schema. */
    public static Layout of(Schema schema) {
      return new Layout(
          schema,
          schema.columns().stream().anyMatch(column -> column.type().isText()),
          schema.columns().stream().mapToInt(Layout::tensor).sum());
    }

    private static int tensor(Column column) {
      return column.type() == DataType.TENSOR ? column.cells() : 0;
    }

    /** Returns about how many bytes a copy takes, without its texts. */
    public long bytes() {
      return 100 + (hasTexts ? 12L : 8L) * schema.columns().size() + 4L * tensors;
    }

    /** Copies a row, while the input cannot change. */
    public HeldRow copy(Row row) {
      return hasTexts || tensors > 0 ? mixed(row) : numbers(row);
    }

    private HeldRow numbers(Row row) {
      double[] numbers = new double[schema.columns().size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = row.number(i);
      }
      return new HeldRow(schema, numbers, null, null);
    }

    private HeldRow mixed(Row row) {
      int columns = schema.columns().size();
      double[] numbers = new double[columns];
      String[] texts = hasTexts ? new String[columns] : null;
      float[] all = tensors == 0 ? null : new float[tensors];
      int next = 0;
      for (int i = 0; i < columns; i++) {
        Column column = schema.columns().get(i);
        if (column.type() == DataType.TENSOR && all != null) {
          row.tensor(i, all, next);
          numbers[i] = next; // where it begins
          next += column.cells();
        } else if (column.type().isText() && texts != null) {
          texts[i] = row.text(i);
        } else {
          numbers[i] = row.number(i);
        }
      }
      return new HeldRow(schema, numbers, texts, all);
    }

    /** Returns columns whose inputs are rows. */
    public Columns<Row> columns() {
      Columns.Builder<Row> columns = Columns.from(Row.class);
      for (int i = 0; i < schema.columns().size(); i++) {
        Column column = schema.column(i);
        int at = i;
        if (column.type() == DataType.TENSOR) {
          columns.tensor(column, (row, target, offset) -> row.tensor(at, target, offset));
        } else if (column.type().isText()) {
          columns.text(column, row -> row.text(at));
        } else {
          columns.number(column, row -> row.number(at));
        }
      }
      return columns.build();
    }
  }

  /** Returns how many bytes its texts take. */
  public long textBytes() {
    long bytes = 0;
    for (int i = 0; texts != null && i < texts.length; i++) {
      bytes += texts[i] == null ? 0 : 2L * texts[i].length();
    }
    return bytes;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public double number(int column) {
    if (!schema.column(column).type().isNumber()) {
      throw WrongRead.of(schema, column, "a number");
    }
    return numbers[column];
  }

  @Override
  public String text(int column) {
    if (!schema.column(column).type().isText() || texts == null) {
      throw WrongRead.of(schema, column, "text");
    }
    return texts[column];
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    Column found = schema.column(column);
    if (found.type() != DataType.TENSOR || tensors == null) {
      throw WrongRead.of(schema, column, "a tensor");
    }
    int cells = found.cells();
    check(
        offset >= 0 && offset <= target.length - cells,
        "Invalid target: %s numbers from %s (needs room for %s)",
        target.length,
        offset,
        cells);
    System.arraycopy(tensors, (int) numbers[column], target, offset, cells);
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }
}
