package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Rows as CSV (RFC 4180, but lines end as in Unix); the same rows give the same bytes.
 *
 * @param rows the rows
 * @param guarded whether a text that a spreadsheet would take for a formula gets a quote in front
 */
record CsvLines(Rows rows, boolean guarded) implements Content {
  /** Begins of formulas, as the CSV injection page of OWASP lists them. */
  private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  CsvLines {
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
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      text(line.append(i == 0 ? "" : ","), columns.get(i).name());
    }
    try {
      write(line, out);
      rows.forEach(row -> write(row, columns, line, out));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(Row row, List<Column> columns, StringBuilder line, OutputStream out) {
    line.setLength(0);
    for (int i = 0; i < columns.size(); i++) {
      line.append(i == 0 ? "" : ",");
      if (columns.get(i).type().isText()) {
        text(line, row.text(i));
      } else {
        line.append(number(row.number(i), columns.get(i).type()));
      }
    }
    if (line.isEmpty()) {
      line.append("\"\""); // readers pass over a blank line
    }
    write(line, out);
  }

  private static void write(StringBuilder line, OutputStream out) {
    try {
      out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String number(double number, DataType type) {
    if (Double.isNaN(number)) {
      return "";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return switch (type) {
      case BOOLEAN -> number == 0 ? "false" : "true";
      case TIMESTAMP -> Instant.ofEpochMilli((long) number).toString();
      default -> ShortestNumber.of(number);
    };
  }

  private void text(StringBuilder line, String text) {
    boolean formula = guarded && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    if (!formula && plain(text)) {
      line.append(text);
    } else {
      String cell = formula ? "'" + text : text;
      line.append('"').append(cell.replace("\"", "\"\"")).append('"');
    }
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == ',' || c == ';' || c == '"' || c == '#') {
        return false;
      }
    }
    return true;
  }
}
