package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.data.format.JsonLinesWriting;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as CSV ({@link CsvLine}); the same rows are always written as the same bytes.
 *
 * @param rows the rows
 * @param guarded whether texts that a spreadsheet would interpret as formulas are prefixed with a
 *     quote
 */
record CsvRows(Rows rows, boolean guarded) implements Content {
  CsvRows {
    for (Column column : rows.schema().columns()) {
      check(
          column.type() != DataType.TENSOR,
          "Cannot write column %s as CSV: it is a TENSOR",
          column.name());
    }
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    List<Column> columns = rows.schema().columns();
    CsvLine line = new CsvLine(out, guarded);
    columns.forEach(column -> line.text(column.name()));
    line.end();
    try {
      rows.forEach(row -> write(row, columns, line));
      line.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(Row row, List<Column> columns, CsvLine line) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).type().isText()) {
        String text = row.text(i);
        line.text(text.isEmpty() ? null : text);
      } else {
        line.exact(number(row.number(i), columns.get(i).type()));
      }
    }
    line.end();
  }

  private static @Nullable String number(double number, DataType type) {
    if (Double.isNaN(number)) {
      return null;
    }
    return switch (type) {
      case BOOLEAN -> number == 0 ? "false" : "true";
      case TIMESTAMP -> Instant.ofEpochMilli((long) number).toString();
      default -> JsonLinesWriting.number(number);
    };
  }
}
