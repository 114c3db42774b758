package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows that can be read any number of times.
 *
 * <p>The order is the same each time. Thread-safe: concurrent reads are independent.
 */
public interface Rows {
  /**
   * Returns inputs as rows.
   *
   * @param <T> the type of an input
   * @param columns read an input
   * @param inputs the inputs, in the order of the rows; the list is copied
   * @return the rows, without labels unless the columns have them
   */
  static <T> Rows of(Columns<T> columns, List<? extends T> inputs) {
    return new ListedRows<>(columns, inputs);
  }

  /**
   * Returns the columns.
   *
   * @return the schema
   */
  Schema schema();

  /**
   * Reads all rows.
   *
   * @param action receives each row; the row is a view that is valid only during the call
   * @throws io.lifecycle4j.error.InvalidDataException if a file does not match its format; the
   *     message names the file and the place
   * @throws io.lifecycle4j.error.CorruptDataException if a stored file is corrupt or lost
   */
  void forEach(Consumer<? super Row> action);

  /**
   * Reads the rows from a given one on. Earlier rows are read and checked, but not passed on.
   *
   * @param first the first row, from 0; beyond the last row, nothing is read
   * @param action receives each row; the row is a view that is valid only during the call
   */
  default void forEachFrom(long first, Consumer<? super Row> action) {
    check(first >= 0, "Invalid first row: %s (must be at least 0)", first);
    required(action, "action");
    long[] next = {0};
    forEach(
        row -> {
          if (next[0]++ >= first) {
            action.accept(row);
          }
        });
  }

  /**
   * Returns a row by its number.
   *
   * <p>For the rows of a version, the first call reads all rows once and builds an index of bounded
   * size; later calls read a few blocks of a file, and reject a block that has changed. Keep this
   * object to reuse the index. Gzip files, files in a multi-byte charset other than UTF-8, and rows
   * of a split are read from the beginning each time.
   *
   * @param number the number of the row, from 0, in the order of {@link #forEach}
   * @return the row, an immutable copy
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such row
   * @throws io.lifecycle4j.error.CorruptDataException if a stored file is corrupt or lost
   * @throws io.lifecycle4j.error.StaleDataException if a file kept by reference has changed
   */
  default Row row(long number) {
    long[] rows = {0};
    @Nullable CopiedRow[] found = new CopiedRow[1];
    forEach(
        row -> {
          if (rows[0]++ == number) {
            found[0] = new CopiedRow(row);
          }
        });
    check(found[0] != null, "Invalid row number: %s (there are %s, from 0)", number, rows[0]);
    return required(found[0], "row");
  }

  /**
   * Returns the rows as CSV that is safe to open in a spreadsheet: a text or a column name that
   * would be interpreted as a formula is prefixed with a single quote, as OWASP recommends. A
   * missing value is an empty cell.
   *
   * @return the CSV, read from the rows each time; {@link Content#writeTo(java.nio.file.Path)}
   *     writes it to a file
   * @throws io.lifecycle4j.error.InvalidValueException if a column is a tensor
   */
  default Content toCsv() {
    return Sources.files().csv(this);
  }

  /**
   * Returns the rows as CSV for programs: reading it with the same schema returns the same rows. A
   * spreadsheet may interpret a text in it as a formula; use {@link #toCsv()} there.
   *
   * @return the CSV, read from the rows each time; {@link Content#writeTo(java.nio.file.Path)}
   *     writes it to a file
   * @throws io.lifecycle4j.error.InvalidValueException if a column is a tensor
   */
  default Content toExactCsv() {
    return Sources.files().exactCsv(this);
  }
}
