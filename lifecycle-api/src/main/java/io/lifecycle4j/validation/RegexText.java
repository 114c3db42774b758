package io.lifecycle4j.validation;

import io.lifecycle4j.error.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** A regular expression that is read from its beginning to its end. Not thread-safe. */
final class RegexText {
  private static final int SHOWN = 100;

  private final String column;
  private final String regex;
  private int place;

  RegexText(String column, String regex) {
    this.column = column;
    this.regex = regex;
  }

  int place() {
    return place;
  }

  /** Goes back to a place. */
  void back(int to) {
    place = to;
  }

  boolean more() {
    return place < regex.length();
  }

  boolean looksAt(String start) {
    return regex.startsWith(start, place);
  }

  /** Skips a text if it comes next. */
  boolean skip(String start) {
    boolean there = looksAt(start);
    place += there ? start.length() : 0;
    return there;
  }

  /** Looks at the next character; there must be one. */
  int peek() {
    return regex.codePointAt(place);
  }

  /** Takes the next character; there must be one. */
  int pop() {
    int c = regex.codePointAt(place);
    place += Character.charCount(c);
    return c;
  }

  /** Takes what comes before a text, and that; null, and nothing, if it does not come. */
  @Nullable String until(String end) {
    int found = regex.indexOf(end, place);
    if (found < 0) {
      return null;
    }
    String before = regex.substring(place, found);
    place = found + end.length();
    return before;
  }

  /** Takes all that is left, and tells whether that was anything. */
  boolean rest() {
    boolean some = more();
    place = regex.length();
    return some;
  }

  /** Takes the digits that come next. */
  String digits() {
    int from = place;
    while (more() && regex.charAt(place) >= '0' && regex.charAt(place) <= '9') {
      place++;
    }
    return regex.substring(from, place);
  }

  /** Says what is wrong, and at which character, counted from 1. */
  InvalidValueException wrong(int at, String problem) {
    String shown = regex.length() <= SHOWN ? regex : regex.substring(0, SHOWN) + "…";
    return new InvalidValueException(
        String.format(
            "Invalid regular expression of %s: %s, at character %s of '%s' (must be of RE2)",
            column, problem, at + 1, shown));
  }
}
