package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/** Some of other rows, by their places in ascending order. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowsAt(Rows all, int[] places) implements Rows {
  @Override
  public Schema schema() {
    return all.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    int[] next = {0, 0}; // the place among all rows, and among these
    all.forEach(
        row -> {
          if (next[1] < places.length && places[next[1]] == next[0]++) {
            next[1]++;
            action.accept(row);
          }
        });
  }

  @Override
  public Row row(long number) {
    check(
        number >= 0 && number < places.length,
        "Invalid row: %s (there are %s, from 0)",
        number,
        places.length);
    return all.row(places[(int) number]);
  }
}
