package io.lifecycle4j.core.markdown;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import java.util.stream.Stream;

/** Writes tables for people. What came from outside stays in its cell. Not thread-safe. */
public final class Markdown {
  /** How many characters of a long text are shown. */
  public static final int LONGEST = 160;

  private static final String ESCAPED = "\\`*_{}[]<>()#+!|~&";

  private final StringBuilder text = new StringBuilder();

  /**
   * Adds a line of its own, and an empty one.
   *
   * @param format the line as Markdown, a format of {@link String#format}
   * @param values the values in it; of those from outside, {@link #escaped}
   */
  public void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append("\n\n");
  }

  /**
   * Begins a table, after what is there.
   *
   * @param numbers how many columns, the last, are of numbers, which end at the right
   * @param names the columns
   */
  public void table(int numbers, String... names) {
    row(names);
    text.append("| --- ".repeat(names.length - numbers));
    text.append("| --: ".repeat(numbers)).append("|\n");
  }

  /**
   * Adds a row to a table.
   *
   * @param cells the cells as Markdown; of those from outside, {@link #escaped}
   */
  public void row(String... cells) {
    text.append(Stream.of(cells).map(cell -> "| " + cell + " ").collect(joining("", "", "|\n")));
  }

  /** Ends a table. */
  public void end() {
    text.append('\n');
  }

  /**
   * Keeps a text in its cell.
   *
   * @param value any text
   * @return the text, without what Markdown or a terminal would act on
   */
  public static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    value.codePoints().forEach(c -> append(c, escaped));
    return escaped.toString();
  }

  private static void append(int c, StringBuilder escaped) {
    boolean hidden =
        switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> false;
        };
    escaped.append(ESCAPED.indexOf(c) >= 0 ? "\\" : "").appendCodePoint(hidden ? ' ' : c);
  }

  /**
   * Keeps a text in its cell, and cuts a long one.
   *
   * @param value any text
   * @param from the first character that is shown
   * @return as {@link #escaped}, at most {@value #LONGEST} characters of it
   */
  public static String cut(String value, int from) {
    int start = from > 0 && Character.isLowSurrogate(value.charAt(from)) ? from - 1 : from;
    int end = value.length() - start <= LONGEST ? value.length() : start + LONGEST;
    String shown = escaped(value.substring(start, end));
    return (start > 0 ? "…" : "") + shown + (end < value.length() ? "…" : "");
  }

  /** Returns what was written. */
  @Override
  public String toString() {
    return text.toString();
  }
}
