package io.lifecycle4j.core.data.format;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import java.util.regex.Pattern;

/** The first bad cells of a file, told in one message. */
final class BadCells {
  private static final int MOST = 10;
  private static final int SHOWN = 60;

  /** Digits that are more than a double holds: an identifier, most often. */
  private static final Pattern LONG = Pattern.compile("\\s*[+-]?[0-9]{16,}[.]?0*\\s*");

  private final String file;
  private final StringBuilder cells = new StringBuilder();
  private int count;

  BadCells(String file) {
    this.file = file;
  }

  /**
   * Adds a cell; what is private is not shown.
   *
   * @throws InvalidDataException if there are enough
   */
  void add(long line, Column column, String cell) {
    String start = cell.length() > SHOWN ? cell.substring(0, SHOWN) + "…" : cell;
    String shown = column.isPrivate() ? "private" : "'" + start + "'";
    cells
        .append(count++ == 0 ? "" : "; ")
        .append("line ")
        .append(line)
        .append(", column ")
        .append(column.name())
        .append(": ")
        .append(shown)
        .append(" (must be ")
        .append(expected(column, cell))
        .append(')');
    if (count == MOST) {
      cells.append("; and perhaps more");
      check();
    }
  }

  private static String expected(Column column, String cell) {
    return switch (column.type()) {
      case INT64 ->
          "a whole number, at most 2^53"
              + (LONG.matcher(cell).matches() ? "; declare it STRING" : "");
      case BOOLEAN -> "true or false";
      case TIMESTAMP -> "a time as in ISO 8601";
      case STRING, CATEGORICAL -> "a text";
      case TENSOR -> "an array of " + column.cells() + " numbers";
      default -> "a number";
    };
  }

  boolean any() {
    return count > 0;
  }

  /**
   * Ends a file.
   *
   * @throws InvalidDataException if there were bad cells
   */
  void check() {
    if (count > 0) {
      throw new InvalidDataException("Cannot read " + file + ": " + cells);
    }
  }
}
