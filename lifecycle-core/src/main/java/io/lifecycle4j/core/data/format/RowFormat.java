package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Reads files as rows. Thread-safe: readings are independent. */
interface RowFormat {
  /** Returns the known options. */
  default Set<String> options() {
    return Set.of();
  }

  /** Rejects unknown options, since the rows would be read wrongly. */
  default void requireKnown(Format format) {
    for (String option : new TreeSet<>(format.options().keySet())) {
      check(
          options().contains(option),
          "Invalid option of %s: %s (there are %s)",
          format.id(),
          option,
          options().isEmpty() ? "none" : options());
    }
  }

  /**
   * Checks that the format can read such columns from this number of files.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it cannot
   */
  default void require(int files, Format format, Schema schema) {}

  /**
   * Reads all rows, file by file.
   *
   * @throws io.lifecycle4j.error.InvalidDataException if a file is malformed
   */
  void read(List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action);

  /**
   * Returns an index of the rows, in their order; reads all rows once if necessary.
   *
   * @throws io.lifecycle4j.error.InvalidDataException if a file is malformed
   */
  List<RowPart> parts(List<DataFile> files, Format format, Schema schema);

  /** Returns one part that finds a row by reading all before it, as packed files require. */
  default RowPart through(List<DataFile> files, Format format, Schema schema) {
    long[] count = {0};
    read(files, format, schema, row -> count[0]++);
    Rows rows = new ReadThrough(this, files, format, schema);
    return new RowPart(count[0], rows::row);
  }

  /** Rows that are found by reading all of them. */
  record ReadThrough(RowFormat reader, List<DataFile> files, Format format, Schema schema)
      implements Rows {
    @Override
    public void forEach(Consumer<? super Row> action) {
      reader.read(files, format, schema, action);
    }
  }

  /**
   * Rows of one or several files, found by number. Thread-safe.
   *
   * @param rows the number of rows
   * @param row returns a row by its number in this part, from 0; later reads do not change it
   */
  record RowPart(long rows, LongFunction<Row> row) {}
}
