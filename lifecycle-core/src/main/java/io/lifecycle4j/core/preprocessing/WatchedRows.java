package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/** The same rows, which an observer receives first. */
record WatchedRows(Rows rows, Consumer<? super Row> watcher) implements Rows {
  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    rows.forEach(
        row -> {
          watcher.accept(row);
          action.accept(row);
        });
  }
}
