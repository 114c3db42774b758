package io.lifecycle4j.core.training;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Rows of numbers, of which the last is the label. */
@SuppressWarnings("ArrayRecordComponent") // compared by no test
record Numbers(Columns<double[]> columns, double[][] numbers) implements Rows {
  static final String LABEL = "label";

  /** A classification whose label is the index of the class. */
  static Classification classes(int count) {
    return new Classification(LABEL, IntStream.range(0, count).mapToObj(i -> "c" + i).toList());
  }

  /** Returns rows whose other columns are named x0, x1 and so on. */
  static Numbers of(Task<?> task, double[][] numbers) {
    int inputs = numbers[0].length - 1;
    Columns.Builder<double[]> columns = inputs(inputs);
    if (task instanceof Classification) {
      columns.string(LABEL, row -> "c" + (int) row[inputs]);
    } else {
      columns.float64(LABEL, row -> row[inputs]);
    }
    return new Numbers(columns.build(), numbers);
  }

  private static Columns.Builder<double[]> inputs(int count) {
    Columns.Builder<double[]> columns = Columns.from(double[].class);
    for (int i = 0; i < count; i++) {
      int place = i;
      columns.float64("x" + i, row -> row[place]);
    }
    return columns;
  }

  /** Prepares rows without any step. */
  static PreparedExamples examples(Task<?> task, double[][] numbers) {
    Schema schema = inputs(numbers[0].length - 1).build().schema();
    return PreparedExamples.of(
        new FittedPreprocessing(schema, List.of()), TaskCalls.training(task), of(task, numbers));
  }

  @Override
  public Schema schema() {
    return columns.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    for (double[] row : numbers) {
      action.accept(columns.row(row));
    }
  }
}
