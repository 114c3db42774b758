package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;

/** Inputs in a list as rows, for tests. */
record InputRows<T>(Columns<T> columns, List<T> inputs) implements Rows {
  @Override
  public Schema schema() {
    return columns.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    inputs.forEach(input -> action.accept(columns.row(input)));
  }

  TrainingRows training() {
    return new TrainingRows(this);
  }
}
