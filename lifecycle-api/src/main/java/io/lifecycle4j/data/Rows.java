package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
   * @throws io.lifecycle4j.error.CorruptDataException if stored bytes are damaged or not stored any
   *     more
   */
  void forEach(Consumer<? super Row> action);

  /**
   * Reads the rows from one on. The rows before it are read and checked, but not passed on.
   *
   * @param first the first row, from 0; beyond the last one there is nothing to read
   * @param action takes each row; the row is a view that is valid only during the call
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
   * <p>Rows of a version find it without reading what lies before: the first call reads all rows
   * once and remembers where some of them begin, in memory that does not grow with the rows; later
   * calls read a few blocks of a file, and refuse a block that is not what it was. So keep the rows
   * that are asked. Files that are packed with gzip, of a charset of several bytes other than
   * UTF-8, and rows of a split are read through each time.
   *
   * @param number the number of the row, from 0, in the order of {@link #forEach}
   * @return the row, which stays as it is
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such row
   * @throws io.lifecycle4j.error.CorruptDataException if stored bytes are damaged or not stored any
   *     more
   * @throws io.lifecycle4j.error.StaleDataException if a file that is kept by reference changed
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
   * Writes the rows as CSV that is safe to open as a spreadsheet: a text or a name of a column that
   * would be taken for a formula gets a single quote in front, as OWASP advises ({@link CsvLine}).
   * What is missing is an empty cell.
   *
   * @return the CSV, read from the rows each time; {@link Content#writeTo(java.nio.file.Path)}
   *     writes it to a file
   * @throws io.lifecycle4j.error.InvalidValueException if a column is a tensor
   */
  default Content toCsv() {
    return new CsvLines(this, true);
  }

  /**
   * Writes the rows as CSV for programs: read again with the same schema it gives the same rows. A
   * spreadsheet may take a text in it for a formula; for people there is {@link #toCsv()}.
   *
   * @return the CSV, read from the rows each time; {@link Content#writeTo(java.nio.file.Path)}
   *     writes it to a file
   * @throws io.lifecycle4j.error.InvalidValueException if a column is a tensor
   */
  default Content toExactCsv() {
    return new CsvLines(this, false);
  }
}
