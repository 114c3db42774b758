package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.data.format.RowFormat.RowPart;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * CSV files as in RFC 4180, in UTF-8 and with a header line, unless the options differ.
 *
 * <p>Columns are found by name, in any order; others are ignored. An empty cell is missing. Empty
 * lines are skipped.
 */
final class CsvFormat implements RowFormat {
  @Override
  public Set<String> options() {
    return CsvOptions.KNOWN;
  }

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
      file.read(in -> reading(file, schema, options, in).forEach(action));
    }
  }

  private static CsvReading reading(
      DataFile file, Schema schema, CsvOptions options, InputStream in) throws IOException {
    return new CsvReading(file.name(), schema, options, StrictText.reader(in, options.charset()));
  }

  @Override
  public List<RowPart> parts(List<DataFile> files, Format format, Schema schema) {
    CsvOptions options = CsvOptions.of(format);
    return files.stream()
        .map(
            file ->
                file.isPacked() || !options.endsLinesWithBytes()
                    ? through(List.of(file), format, schema)
                    : part(file, schema, options))
        .toList();
  }

  private static RowPart part(DataFile file, Schema schema, CsvOptions options) {
    BlockIndex index = BlockIndex.ofLines(file);
    CsvOptions[] headed = {options}; // with the header, after it was read
    index.read(
        in -> {
          CsvReading reading = reading(file, schema, options, in);
          reading.forEach(index::add);
          headed[0] = options.headed(reading.header());
        });
    return index.part(
        (in, atStart, skip) -> {
          CsvOptions all = headed[0];
          BufferedInputStream bytes = new BufferedInputStream(in, 1 << 13);
          Reader text =
              atStart
                  ? StrictText.reader(bytes, all.charset())
                  : StrictText.continued(bytes, all.charset());
          return new CsvReading(file.name(), schema, all, text).row(skip);
        });
  }
}
