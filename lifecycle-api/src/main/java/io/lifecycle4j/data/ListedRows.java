package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;

/** Inputs in a list as rows. */
record ListedRows<T>(Columns<T> columns, List<? extends T> inputs) implements Rows {
  ListedRows {
    required(columns, "columns");
    inputs = copy(inputs, "inputs");
  }

  @Override
  public Schema schema() {
    return columns.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    required(action, "action");
    inputs.forEach(input -> action.accept(columns.row(input)));
  }
}
