package io.lifecycle4j.core.markdown;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Builds Markdown with tables. Text from outside is escaped. Not thread-safe. */
public final class Markdown {
  /** The most characters of a long text. */
  public static final int LONGEST = 160;

  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  /**
   * An underscore within a word is no emphasis, nor is a plus within a text a list. The colon of
   * {@code http://} and the dot of {@code www.} would make a link of a plain text. Brackets at the
   * end of a word, as in {@code recall[yes]}, make none as long as parentheses are escaped.
   */
  private static final Pattern MARKS =
      Pattern.compile(
          "^\\+|[\\\\`*{}<>()#!|~&]"
              + "|(?<![\\p{L}\\p{Nd}_])\\[|\\[(?![^\\[\\]]+\\]$)"
              + "|\\](?!$)|(?<![\\p{L}\\p{Nd}_]\\[[^\\[\\]]{1,500})\\]$"
              + "|(?<![\\p{L}\\p{Nd}])_|_(?![\\p{L}\\p{Nd}])"
              + "|:(?=//)|(?<=[wW]{3})[.]");

  private final StringBuilder text = new StringBuilder();

  /**
   * Adds a line, followed by an empty line.
   *
   * @param format the line as Markdown, a format of {@link String#format}
   * @param values the values in it; texts from outside must be {@link #escaped}
   */
  public void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append("\n\n");
  }

  /**
   * Begins a table.
   *
   * @param numbers the number of columns at the end that contain numbers, which are right-aligned
   * @param names the names of the columns
   */
  public void table(int numbers, String... names) {
    row(names);
    text.append("| --- ".repeat(names.length - numbers));
    text.append("| --: ".repeat(numbers)).append("|\n");
  }

  /**
   * Adds a row to a table.
   *
   * @param cells the cells as Markdown; texts from outside must be {@link #escaped}
   */
  public void row(String... cells) {
    text.append(Stream.of(cells).map(cell -> "| " + cell + " ").collect(joining("", "", "|\n")));
  }

  /** Ends a table. */
  public void end() {
    text.append('\n');
  }

  /**
   * Escapes a text for a cell.
   *
   * @param value any text
   * @return the text, without characters that Markdown or a terminal would interpret
   */
  public static String escaped(String value) {
    String visible = HIDDEN.matcher(value).replaceAll(" ");
    return MARKS.matcher(visible).replaceAll("\\\\$0");
  }

  /**
   * Escapes a text for a cell, and truncates a long text.
   *
   * @param value any text
   * @param from the index of the first character to show
   * @return the escaped text, of at most {@value #LONGEST} characters before escaping
   */
  public static String cut(String value, int from) {
    int start = from > 0 && Character.isLowSurrogate(value.charAt(from)) ? from - 1 : from;
    int end = value.length() - start <= LONGEST ? value.length() : start + LONGEST;
    String shown = escaped(value.substring(start, end));
    return (start > 0 ? "…" : "") + shown + (end < value.length() ? "…" : "");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
