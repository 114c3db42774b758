package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.FailurePlace;

/**
 * Writes rows as canonical JSON, one object a line: every column, in the order of the schema,
 * without blanks; numbers as {@link ShortestNumber} says, times in milliseconds; what is missing as
 * {@code null}; infinite numbers as texts; a tensor as one array of its numbers. Not thread-safe.
 */
final class JsonLine {
  /** The longest text that the reader takes, in characters. */
  private static final int MAX_TEXT = 1 << 20;

  private final Schema schema;
  private final StringBuilder line = new StringBuilder();

  JsonLine(Schema schema) {
    this.schema = schema;
  }

  /** Returns the line with its end. */
  String of(Row row) {
    line.setLength(0);
    for (int i = 0; i < schema.columns().size(); i++) {
      Column column = schema.columns().get(i);
      line.append(i == 0 ? '{' : ',');
      text(column, column.name());
      line.append(':');
      cell(row, i, column);
    }
    return line.append("}\n").toString();
  }

  private void cell(Row row, int place, Column column) {
    switch (column.type()) {
      case STRING, CATEGORICAL -> {
        String text = row.text(place);
        if (text.isEmpty()) {
          line.append("null");
        } else {
          text(column, text);
        }
      }
      case TENSOR -> tensor(row, place, column);
      case BOOLEAN -> truth(row.number(place), column);
      default -> number(row.number(place), column);
    }
  }

  /** Shows what a message may show of a cell. */
  private static Object shown(Column column, Object cell) {
    return column.isPrivate() ? FailurePlace.PRIVATE : cell;
  }

  private void number(double number, Column column) {
    check(
        column.type() == DataType.FLOAT64
            || column.type() == DataType.TENSOR
            || Double.isNaN(number)
            || (number == Math.rint(number) && Math.abs(number) <= 0x1p53),
        "Invalid number in column %s: %s (must be whole, at most 2^53)",
        column.name(),
        shown(column, number));
    if (Double.isNaN(number)) {
      line.append("null");
    } else if (Double.isInfinite(number)) {
      line.append(number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    } else {
      line.append(ShortestNumber.of(number));
    }
  }

  private void truth(double number, Column column) {
    check(
        number == 0 || number == 1 || Double.isNaN(number),
        "Invalid number in column %s: %s (must be 0 or 1)",
        column.name(),
        shown(column, number));
    line.append(Double.isNaN(number) ? "null" : number == 1 ? "true" : "false");
  }

  private void tensor(Row row, int place, Column column) {
    float[] numbers = new float[column.cells()];
    row.tensor(place, numbers, 0);
    for (int i = 0; i < numbers.length; i++) {
      line.append(i == 0 ? '[' : ',');
      if (Float.isFinite(numbers[i])) {
        line.append(ShortestNumber.of(numbers[i]));
      } else {
        number(numbers[i], column);
      }
    }
    line.append(']');
  }

  private void text(Column column, String text) {
    check(
        text.length() <= MAX_TEXT,
        "Invalid text in column %s: %s characters (must be at most %s)",
        column.name(),
        text.length(),
        MAX_TEXT);
    line.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < ' ') {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        check(
            !Character.isSurrogate(c) || paired(text, i),
            "Invalid text in column %s: '%s' (must not hold half of a surrogate pair)",
            column.name(),
            shown(column, text));
        line.append(c);
      }
    }
    line.append('"');
  }

  private static boolean paired(String text, int place) {
    int c = text.codePointAt(place);
    boolean second =
        place > 0 && Character.isSurrogatePair(text.charAt(place - 1), text.charAt(place));
    return Character.isSupplementaryCodePoint(c) || second;
  }
}
