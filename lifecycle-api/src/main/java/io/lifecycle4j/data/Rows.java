package io.lifecycle4j.data;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/**
 * Rows that are read one after the other, as often as wanted.
 *
 * <p>The order is the same each time. Thread-safe: every reading is its own.
 */
public interface Rows {
  /**
   * Returns the columns.
   *
   * @return the schema
   */
  Schema schema();

  /**
   * Reads all rows.
   *
   * @param action takes each row; the row is a view that is valid only during the call
   * @throws io.lifecycle4j.error.InvalidDataException if a file does not hold what its format says,
   *     with the file and the place
   * @throws io.lifecycle4j.error.CorruptDataException if stored bytes are damaged
   */
  void forEach(Consumer<? super Row> action);
}
