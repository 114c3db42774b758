package io.lifecycle4j.core.schema;

import java.util.regex.Pattern;

/** Reads the texts of cells that are not texts, as {@link io.lifecycle4j.schema.DataType} says. */
public final class CellText {
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,15})");
  private static final Pattern DIGITS = Pattern.compile("-?[1-9][0-9]{15,}");
  private static final long MAX_WHOLE = 1L << 53;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");
  private static final int DATE = 10;

  private CellText() {}

  /**
   * Returns whether a text is a whole number as people write one: a text such as {@code 007} is
   * not.
   *
   * @param text the text
   * @return true if it is one, at most 2^53, so that a number keeps it exactly
   */
  public static boolean isWhole(String text) {
    return WHOLE.matcher(text).matches() && Math.abs(Long.parseLong(text)) <= MAX_WHOLE;
  }

  /**
   * Returns whether a text is a whole number that is too great to be kept as a number.
   *
   * @param text the text
   * @return true if it is one, written with digits alone and beyond 2^53
   */
  public static boolean isGreatWhole(String text) {
    return DIGITS.matcher(text).matches() && !isWhole(text);
  }

  /**
   * Returns whether a text is a finite decimal number as people write one.
   *
   * @param text the text
   * @return true if it is one
   */
  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
  }

  /**
   * Reads a truth.
   *
   * @param text {@code true} or {@code false}, in capitals or not
   * @return 1 or 0, or NaN if it is neither
   */
  public static double truth(String text) {
    if (text.equalsIgnoreCase("true")) {
      return 1;
    }
    return text.equalsIgnoreCase("false") ? 0 : Double.NaN;
  }

  /**
   * Reads a time.
   *
   * @param text a date or a date and a time, as {@link Timestamps} reads them
   * @return milliseconds since 1970-01-01T00:00Z, or NaN if it is none
   */
  public static double time(String text) {
    // Exceptions are for what looks like a time and is none.
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
