package io.lifecycle4j.core.data.format;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses cells directly from the parser's buffer into one reused row: numbers are never texts.
 *
 * <p>The first record is the header, unless the options name the columns.
 */
final class CsvRecords extends AbstractBaseCsvCallbackHandler<FileRow> {
  private final String file;
  private final Schema schema;
  private final DataType[] types;
  private final CsvCells cells;
  private final FileRow row;
  private final BadCells bad;
  private final CsvHeader header;
  private int[] columns = {};
  private boolean ready;

  CsvRecords(String file, Schema schema, CsvOptions options) {
    this.file = file;
    this.schema = schema;
    this.types = schema.columns().stream().map(Column::type).toArray(DataType[]::new);
    this.cells = new CsvCells(options.point(), options.missing());
    this.row = new FileRow(schema);
    this.bad = new BadCells(file, row, options.named().lenient(schema));
    this.header = new CsvHeader(file, options);
    if (!options.columns().isEmpty()) {
      place();
    }
  }

  BadCells bad() {
    return bad;
  }

  List<String> header() {
    return header.names();
  }

  boolean ready() {
    return ready;
  }

  @Override
  protected void handleField(int field, char[] text, int offset, int length, boolean quoted) {
    if (!ready) {
      header.add(new String(text, offset, length));
    } else if (field < columns.length && columns[field] >= 0) {
      fill(columns[field], text, offset, offset + length);
    }
  }

  private void fill(int place, char[] text, int from, int to) {
    long line = getStartingLineNumber();
    try {
      switch (types[place]) {
        case FLOAT64 -> bad.set(line, place, cells.number(text, from, to));
        case INT64 -> bad.set(line, place, cells.whole(text, from, to));
        case BOOLEAN -> bad.set(line, place, cells.truth(text, from, to));
        case TIMESTAMP -> bad.set(line, place, cells.time(text, from, to));
        default -> bad.set(line, place, cells.text(text, from, to));
      }
    } catch (NumberFormatException e) {
      bad.misfit(line, place, new String(text, from, to - from));
    }
  }

  /** Returns the filled row, or null if the record is no row. */
  @Override
  protected @Nullable FileRow buildRecord() {
    if (getRecordType() != RecordType.DATA) {
      return null;
    }
    if (!ready) {
      place();
      return null;
    }
    if (getFieldCount() != columns.length) {
      bad.check();
      throw invalid(
          String.format(
              "line %s has %s cells (the header has %s)%s",
              getStartingLineNumber(),
              getFieldCount(),
              columns.length,
              header.separatorQuestion()));
    }
    row.at(file, getStartingLineNumber());
    return bad.any() ? null : row;
  }

  private void place() {
    columns = header.place(schema);
    ready = true;
  }

  private InvalidDataException invalid(String problem) {
    return new InvalidDataException("Cannot read " + file + ": " + problem);
  }
}
