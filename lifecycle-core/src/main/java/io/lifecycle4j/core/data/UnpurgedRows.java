package io.lifecycle4j.core.data;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/**
 * The rows of a version. Bytes that are lost because it was purged since are reported as purged.
 *
 * @param check throws if the version was purged
 */
record UnpurgedRows(Rows rows, Runnable check) implements Rows {
  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    try {
      rows.forEach(action);
    } catch (CorruptDataException e) {
      check.run();
      throw e;
    }
  }

  @Override
  public Row row(long number) {
    try {
      return rows.row(number);
    } catch (CorruptDataException e) {
      check.run();
      throw e;
    }
  }

  @Override
  public String toString() {
    return rows.toString();
  }
}
