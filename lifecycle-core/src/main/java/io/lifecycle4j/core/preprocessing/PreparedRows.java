package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.WrongRead;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows as their prepared numbers, followed by the columns that are not input. */
final class PreparedRows implements Rows {
  private final FittedPreprocessing fitted;
  private final Rows rows;
  private final Schema schema;

  /** The index of each prepared column in the numbers of a row. */
  private final int[] offsets;

  /** The place in a row of each column that is not input. */
  private final int[] kept;

  PreparedRows(FittedPreprocessing fitted, Rows rows) {
    this.fitted = fitted;
    this.rows = rows;
    List<Column> columns = new ArrayList<>(fitted.output().columns());
    this.offsets = offsets(columns);
    List<Column> all = rows.schema().columns();
    List<Column> others =
        all.stream().filter(column -> fitted.input().find(column.name()).isEmpty()).toList();
    this.kept = others.stream().mapToInt(all::indexOf).toArray();
    columns.addAll(others);
    this.schema = new Schema(columns);
    RowWriter.of(fitted, rows.schema()); // rejects rows that lack a column
  }

  private static int[] offsets(List<Column> columns) {
    int[] offsets = new int[columns.size()];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + columns.get(i - 1).cells();
    }
    return offsets;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    RowWriter writer = RowWriter.of(fitted, rows.schema());
    View view = new View(new float[writer.width()]);
    FloatBuffer numbers = FloatBuffer.wrap(view.numbers);
    long[] count = {0};
    rows.forEach(
        row -> {
          count[0]++;
          try {
            writer.write(row, numbers.clear());
          } catch (InvalidValueException e) {
            throw new InvalidValueException(
                "Cannot prepare row " + count[0] + ": " + e.getMessage(), e);
          }
          view.row = row;
          action.accept(view);
        });
  }

  private final class View implements Row {
    private final float[] numbers;
    private @Nullable Row row;

    View(float[] numbers) {
      this.numbers = numbers;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public double number(int column) {
      if (isOther(column)) {
        return other().number(kept[column - offsets.length]);
      }
      if (!schema.columns().get(column).type().isNumber()) {
        throw WrongRead.of(schema, column, "a number");
      }
      return numbers[offsets[column]];
    }

    @Override
    public String text(int column) {
      if (!isOther(column)) {
        throw WrongRead.of(schema, column, "text");
      }
      return other().text(kept[column - offsets.length]);
    }

    @Override
    public void tensor(int column, float[] target, int offset) {
      if (isOther(column)) {
        other().tensor(kept[column - offsets.length], target, offset);
        return;
      }
      Column found = schema.columns().get(column);
      if (found.type().isNumber()) {
        throw WrongRead.of(schema, column, "a tensor");
      }
      System.arraycopy(numbers, offsets[column], target, offset, found.cells());
    }

    /** Returns whether a column is not input; throws if there is no such column. */
    private boolean isOther(int column) {
      if (column < 0 || column >= offsets.length + kept.length) {
        schema.column(column); // throws
      }
      return column >= offsets.length;
    }

    private Row other() {
      return required(row, "row");
    }

    @Override
    public String toString() {
      return Row.describe(this);
    }
  }
}
