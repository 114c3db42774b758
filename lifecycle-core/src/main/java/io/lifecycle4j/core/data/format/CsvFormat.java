package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;

/**
 * CSV files as in RFC 4180, in UTF-8, each with a header line, unless the options say otherwise.
 *
 * <p>Columns are found by name, in any order; others are ignored. An empty cell is a missing one.
 * Empty lines are skipped.
 */
final class CsvFormat implements RowFormat {
  @Override
  public void require(int files, Format format, Schema schema) {
    CsvOptions.of(format);
    for (Column column : schema.columns()) {
      check(
          column.type() != DataType.TENSOR,
          "Invalid schema: column %s is TENSOR (csv has numbers and texts)",
          column.name());
    }
  }

  @Override
  public void read(
      List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action) {
    CsvOptions options = CsvOptions.of(format);
    for (DataFile file : files) {
      file.read(in -> new CsvReading(file.name(), schema, options, in).forEach(action));
    }
  }
}
