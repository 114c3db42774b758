package io.lifecycle4j.schema;

import io.lifecycle4j.error.Preconditions;
import java.time.Instant;
import java.util.List;

/** Formats a row as a short readable text, without private values. */
final class RowText {
  private static final int MOST = 40;
  private static final int SHOWN = 60;

  private RowText() {}

  static String of(Row row) {
    List<Column> columns = row.schema().columns();
    StringBuilder text = new StringBuilder("Row[");
    for (int i = 0; i < Math.min(MOST, columns.size()); i++) {
      text.append(i == 0 ? "" : ", ").append(columns.get(i).name()).append('=');
      text.append(columns.get(i).isPrivate() ? "private" : cell(row, i, columns.get(i)));
    }
    if (columns.size() > MOST) {
      text.append(", and ").append(columns.size() - MOST).append(" more");
    }
    return text.append(']').toString();
  }

  private static String cell(Row row, int place, Column column) {
    if (column.type() == DataType.TENSOR) {
      return "tensor " + column.shape();
    }
    if (column.type().isText()) {
      String text = row.text(place);
      return text.isEmpty() ? "missing" : "'" + shown(text) + "'";
    }
    double number = row.number(place);
    return Double.isNaN(number) ? "missing" : number(number, column.type());
  }

  private static String number(double number, DataType type) {
    return switch (type) {
      case INT64 -> Long.toString((long) number);
      case BOOLEAN -> Boolean.toString(number != 0);
      case TIMESTAMP -> Instant.ofEpochMilli((long) number).toString();
      default -> Preconditions.number(number);
    };
  }

  /** Truncates a text, and replaces characters that would begin a new line in a log. */
  private static String shown(String text) {
    String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
