package io.lifecycle4j.core.schema;

import java.util.regex.Pattern;

/**
 * Parses the texts of cells of other types than text, as {@link io.lifecycle4j.schema.DataType}
 * specifies.
 */
public final class CellText {
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,15})");
  private static final Pattern DIGITS = Pattern.compile("-?[1-9][0-9]{15,}");
  private static final long MAX_WHOLE = 1L << 53;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");
  private static final int DATE = 10;

  private CellText() {}

  /**
   * Returns whether a text is a whole number of at most 2^53, which a double represents exactly. A
   * leading zero, as in {@code 007}, makes it a text.
   */
  public static boolean isWhole(String text) {
    return WHOLE.matcher(text).matches() && Math.abs(Long.parseLong(text)) <= MAX_WHOLE;
  }

  /** Returns whether a number is a whole one of at most 2^53. */
  public static boolean isWhole(double number) {
    return number == Math.rint(number) && Math.abs(number) <= MAX_WHOLE;
  }

  /**
   * Returns whether a text is a whole number, digits alone, beyond 2^53: too large for a double.
   */
  public static boolean isGreatWhole(String text) {
    return DIGITS.matcher(text).matches() && !isWhole(text);
  }

  /** Returns whether a text is a finite decimal number. */
  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
  }

  /** Parses {@code true} or {@code false}, in any case, to 1 or 0; NaN if it is neither. */
  public static double truth(String text) {
    if (text.equalsIgnoreCase("true")) {
      return 1;
    }
    return text.equalsIgnoreCase("false") ? 0 : Double.NaN;
  }

  /**
   * Parses a time as {@link Timestamps} does, to milliseconds since 1970-01-01T00:00Z; NaN if it is
   * none.
   */
  public static double time(String text) {
    // Only what looks like a time costs an exception.
    if (text.length() < DATE || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return Double.NaN;
    }
    try {
      return Timestamps.parse(text.toCharArray(), 0, text.length());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
