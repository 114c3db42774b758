package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import java.time.Instant;
import java.util.Locale;

/** Renders a cell for messages, logs and reports. */
public final class ShownCell {
  /** Replaces the value of a private column. */
  public static final String PRIVATE = "(private)";

  private ShownCell() {}

  /** Renders a cell in one line, or {@link #PRIVATE} if its column is private. */
  public static String of(Column column, Object value) {
    return column.isPrivate()
        ? PRIVATE
        : line(value instanceof Number number ? number(number.doubleValue()) : value.toString());
  }

  /**
   * Writes a cell of a row in full: a text as it is, a boolean as {@code true} or {@code false};
   * empty when it is missing, and for a tensor.
   */
  public static String inFull(Column column, Row row, int place) {
    if (column.type().isText()) {
      return row.text(place);
    }
    double number = column.type() == DataType.TENSOR ? Double.NaN : row.number(place);
    return column.type() == DataType.BOOLEAN && !Double.isNaN(number)
        ? Boolean.toString(number != 0)
        : inFull(column, number);
  }

  /** Writes a number, or a time as in ISO 8601, in full; empty when it is missing. */
  public static String inFull(Column column, double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return column.type() == DataType.TIMESTAMP
        ? Instant.ofEpochMilli((long) value).toString()
        : number(value);
  }

  /**
   * Escapes control characters and line ends of untrusted text as Java does, so that it stays in
   * one line and cannot control a terminal.
   */
  public static String line(String text) {
    if (text.chars().noneMatch(ShownCell::breaks)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (breaks(c)) {
                line.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                line.append((char) c);
              }
            });
    return line.toString();
  }

  private static boolean breaks(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT // such as those that reverse the direction of writing
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
