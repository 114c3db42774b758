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

/** Reads files as rows. Thread-safe: every reading is its own. */
interface RowFormat {
  Set<String> options();

  /**
   * Checks that there is no other option, since the rows would be read wrongly.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if there is
   */
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
   * Checks that the format can give such columns from so many files.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it cannot
   */
  void require(int files, Format format, Schema schema);

  /**
   * Reads all rows, file after file.
   *
   * @throws io.lifecycle4j.error.InvalidDataException if a file does not hold what it should
   */
  void read(List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action);

  /**
   * Returns how each row is found again, in the order of the rows; reads all once if need be.
   *
   * @throws io.lifecycle4j.error.InvalidDataException if a file does not hold what it should
   */
  List<RowPart> parts(List<DataFile> files, Format format, Schema schema);

  /** Makes one part whose rows are found by reading all, as in packed files. */
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
}
