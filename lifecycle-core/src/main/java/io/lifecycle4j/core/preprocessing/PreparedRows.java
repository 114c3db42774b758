package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.schema.RowView;
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
import java.util.stream.IntStream;

/** Rows as their prepared numbers, followed by the columns that are not input. */
final class PreparedRows implements Rows {
  private final FittedPreprocessing fitted;
  private final Rows rows;
  private final Schema schema;

  /** The index of each prepared column in the numbers of a row. */
  private final int[] offsets;

  /** The place in a row of each column that is not input; the view's own of the prepared ones. */
  private final int[] places;

  PreparedRows(FittedPreprocessing fitted, Rows rows) {
    this.fitted = fitted;
    this.rows = rows;
    List<Column> columns = new ArrayList<>(fitted.output().columns());
    this.offsets = offsets(columns);
    List<Column> all = rows.schema().columns();
    List<Column> others =
        all.stream().filter(column -> fitted.input().find(column.name()).isEmpty()).toList();
    IntStream own = columns.stream().mapToInt(column -> RowView.OWN);
    this.places = IntStream.concat(own, others.stream().mapToInt(all::indexOf)).toArray();
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
    FloatBuffer numbers = FloatBuffer.allocate(writer.width());
    View view = new View(schema, places, offsets, numbers.array());
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
          action.accept(view.over(row));
        });
  }

  private static final class View extends RowView {
    private final int[] offsets;
    private final float[] numbers;

    View(Schema schema, int[] places, int[] offsets, float[] numbers) {
      super(schema, places);
      this.offsets = offsets;
      this.numbers = numbers;
    }

    @Override
    protected double own(int column) {
      return schema().columns().get(column).type().isNumber()
          ? numbers[offsets[column]]
          : super.own(column);
    }

    @Override
    protected void ownTensor(int column, float[] target, int offset) {
      Column found = schema().columns().get(column);
      if (found.type().isNumber()) {
        super.ownTensor(column, target, offset);
      }
      System.arraycopy(numbers, offsets[column], target, offset, found.cells());
    }
  }
}
