package io.lifecycle4j.core.data.split;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Some of other rows.
 *
 * @param all the rows
 * @param filter makes for each reading what sees every row once, in order, and says which are
 *     wanted
 */
record FilteredRows(Rows all, Supplier<Predicate<Row>> filter) implements Rows {
  @Override
  public Schema schema() {
    return all.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    Predicate<Row> wanted = filter.get();
    all.forEach(
        row -> {
          if (wanted.test(row)) {
            action.accept(row);
          }
        });
  }
}
