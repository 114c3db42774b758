package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.schema.Column;
import java.util.Locale;

/** What a message, a log or a report may show of a cell. */
public final class ShownCell {
  /** Stands for the value of a private column. */
  public static final String PRIVATE = "(private)";

  private ShownCell() {}

  /**
   * Shows a cell, unless its column is private.
   *
   * @param column the column
   * @param value the cell
   * @return the cell in one line
   */
  public static String of(Column column, Object value) {
    return column.isPrivate()
        ? PRIVATE
        : line(value instanceof Number number ? number(number.doubleValue()) : value.toString());
  }

  /**
   * Writes a text that came from outside so that it stays in its line and steers no terminal.
   *
   * @param text the text
   * @return the text, control characters and ends of lines as escapes of Java
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
        || type == Character.FORMAT // turns the direction of writing, for instance
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
