package io.lifecycle4j.evaluation;

import io.lifecycle4j.schema.Scores.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A table in Markdown whose columns are also aligned as plain text. */
final class AlignedTable {
  private static final double ROUNDING = 1e-12;

  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private static final Pattern MARKS =
      Pattern.compile(
          "^\\+|[\\\\`*{}\\[\\]<>()#!|~&]|(?<![\\p{L}\\p{Nd}])_|_(?![\\p{L}\\p{Nd}])"
              + "|:(?=//)|(?<=[wW]{3})[.]");

  private final List<List<String>> rows;
  private final IntPredicate isText;
  private final List<Integer> widths = new ArrayList<>();

  /**
   * Creates a table.
   *
   * @param rows the head, and the rows; escaped
   * @param isText returns whether a column is a text; all others are numbers
   */
  AlignedTable(List<List<String>> rows, IntPredicate isText) {
    this.rows = rows;
    this.isText = isText;
    for (int i = 0; i < rows.get(0).size(); i++) {
      int column = i;
      widths.add(rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        String pad = " ".repeat(widths.get(column) - row.get(column).length());
        String cell = row.get(column);
        text.append("| ").append(isText.test(column) ? cell + pad : pad + cell).append(' ');
      }
      text.append("|\n");
      if (row == rows.get(0)) {
        for (int column = 0; column < row.size(); column++) {
          String line = "-".repeat(widths.get(column) - 1);
          text.append("| ").append(line).append(isText.test(column) ? "- " : ": ");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  /** Returns a figure with four significant digits; the empty text for null. */
  static String figure(@Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      return value == null ? "" : value.toString();
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < 1e-6 ? rounded.toString() : rounded.toPlainString();
  }

  /** Returns an interval; another text if it is undefined. */
  static String interval(Interval interval, String undefined) {
    double lower = interval.lower();
    double upper = interval.upper();
    return Double.isNaN(lower) || Double.isNaN(upper)
        ? undefined
        : bound(lower, upper) + " to " + bound(upper, lower);
  }

  /** What rounding leaves of a zero beside the other bound is no figure. */
  private static String bound(double value, double other) {
    boolean isRounding = Double.isFinite(other) && Math.abs(value) < ROUNDING * Math.abs(other);
    return figure(isRounding ? 0.0 : value);
  }

  /** Escapes what Markdown or a terminal would interpret; no underscore within a word. */
  static String escaped(String text) {
    return MARKS.matcher(visible(text)).replaceAll("\\\\$0");
  }

  /** Replaces what a terminal would interpret. */
  static String visible(String text) {
    return HIDDEN.matcher(text).replaceAll(" ");
  }
}
