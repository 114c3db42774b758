package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * Where a rule was broken, and by which value.
 *
 * @param file the file; empty if unknown
 * @param line the line in the file, from 1; 0 if unknown
 * @param row the number of the row among those checked, from 1
 * @param column the columns, joined by commas; empty for the whole row
 * @param value the value; {@value #PRIVATE} in a private column
 */
public record FailurePlace(String file, long line, long row, String column, String value) {
  /** Stands for the value of a private column. */
  public static final String PRIVATE = "(private)";

  /** The longest file, column or value, in characters; longer ones are cut. */
  public static final int MAX_TEXT = 100;

  /** Checks the parts. */
  public FailurePlace {
    file = cut(required(file, "file"));
    check(line >= 0, "Invalid line: %s (must not be negative)", line);
    check(row >= 1, "Invalid row: %s (must be at least 1)", row);
    column = cut(required(column, "column"));
    value = cut(required(value, "value"));
  }

  /** Truncates a text without splitting a surrogate pair. */
  private static String cut(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = MAX_TEXT - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
