package io.lifecycle4j.core.data.format;

import com.fasterxml.jackson.core.io.NumberInput;
import io.lifecycle4j.core.schema.Timestamps;
import java.math.BigDecimal;
import java.nio.CharBuffer;
import java.util.List;

/**
 * Parses the cells of CSV files. Part of the format: a version must be read the same forever.
 *
 * <p>A number has digits, a decimal point and an exponent, or is a special value as Java writes it
 * ({@code NaN}, {@code Infinity}); surrounding blanks are ignored. Other forms that {@link
 * Double#parseDouble} accepts (hexadecimal digits, a trailing {@code d}) are not numbers. The
 * result is the nearest double, as {@code parseDouble} returns it.
 */
public final class CsvCells {
  private static final double MAX_WHOLE = 0x1p53;
  private static final long MAX_DIGITS = 1L << 53;
  private static final int MAX_LENGTH = 17;

  /** The length of 1e-400, and a number of digits that a double always represents exactly. */
  private static final int MIN_UNDERFLOW = 6;

  private static final int MAX_EXACT = 15;
  private static final int MAX_COMPARED = 1_000;

  /** The powers of ten that a double represents exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17
  };

  private final char point;
  private final String[] missing;

  /**
   * Parses cells of one notation.
   *
   * @param point the decimal separator
   * @param missing the texts of missing cells
   */
  public CsvCells(char point, List<String> missing) {
    this.point = point;
    this.missing = missing.toArray(String[]::new);
  }

  /**
   * Parses a number, NaN if the cell is missing.
   *
   * @param to exclusive
   * @throws NumberFormatException if it is none, or too large for a double
   */
  public double number(char[] text, int from, int to) {
    int begin = begin(text, from, to);
    int end = end(text, begin, to);
    return isMissing(text, begin, end) ? Double.NaN : decimal(text, begin, end);
  }

  /**
   * Parses a whole number, NaN if the cell is missing; {@code true} is 1 and {@code false} is 0.
   *
   * @throws NumberFormatException if it is none, or too large to be represented exactly
   */
  double whole(char[] text, int from, int to) {
    int begin = begin(text, from, to);
    int end = end(text, begin, to);
    if (isMissing(text, begin, end)) {
      return Double.NaN;
    }
    if (text[end - 1] > '9' && Character.isLetter(text[end - 1])) {
      return truth(text, begin, end);
    }
    double number = decimal(text, begin, end);
    if (number != Math.rint(number)
        || Math.abs(number) > MAX_WHOLE
        || !isExact(text, begin, end, number)) {
      throw new NumberFormatException("not whole");
    }
    return number;
  }

  /**
   * Returns whether a number was not rounded to become whole. Short texts cannot be, unless an
   * exponent underflows; others are compared digit by digit.
   */
  private boolean isExact(char[] text, int from, int to, double number) {
    int length = to - from;
    if (length < MIN_UNDERFLOW || (length <= MAX_EXACT && number != 0)) {
      return true;
    }
    if (length > MAX_COMPARED) {
      return false;
    }
    String digits = new String(text, from, length).replace(point, '.');
    return new BigDecimal(digits).compareTo(new BigDecimal(number)) == 0;
  }

  /**
   * Parses {@code true} or {@code 1} to 1, {@code false} or {@code 0} to 0; NaN if the cell is
   * missing.
   *
   * @throws NumberFormatException if it is none of these
   */
  double truth(char[] text, int from, int to) {
    int begin = begin(text, from, to);
    int end = end(text, begin, to);
    if (isMissing(text, begin, end)) {
      return Double.NaN;
    }
    String word = new String(text, begin, end - begin);
    boolean truth = word.equalsIgnoreCase("true") || word.equals("1");
    if (!truth && !word.equalsIgnoreCase("false") && !word.equals("0")) {
      throw new NumberFormatException(word);
    }
    return truth ? 1 : 0;
  }

  /**
   * Parses a time to milliseconds, NaN if the cell is missing.
   *
   * @throws NumberFormatException if it is none
   */
  double time(char[] text, int from, int to) {
    int begin = begin(text, from, to);
    int end = end(text, begin, to);
    return isMissing(text, begin, end) ? Double.NaN : Timestamps.parse(text, begin, end);
  }

  /** Returns a text, empty if the cell is missing. */
  String text(char[] text, int from, int to) {
    return isMissing(text, from, to) ? "" : new String(text, from, to - from);
  }

  private static int begin(char[] text, int from, int to) {
    int begin = from;
    while (begin < to && isBlank(text[begin])) {
      begin++;
    }
    return begin;
  }

  private static int end(char[] text, int from, int to) {
    int end = to;
    while (end > from && isBlank(text[end - 1])) {
      end--;
    }
    return end;
  }

  /** Avoids the Unicode tables for characters that are never blank. */
  private static boolean isBlank(char c) {
    return (c <= ' ' || c > '~') && Character.isWhitespace(c);
  }

  private boolean isMissing(char[] text, int from, int to) {
    for (String token : missing) {
      if (token.contentEquals(CharBuffer.wrap(text, from, to - from))) {
        return true;
      }
    }
    return from == to;
  }

  /**
   * Parses common numbers fast: an exact integer divided by an exact power of ten is rounded only
   * once (Clinger 1990).
   */
  private double decimal(char[] text, int from, int to) {
    char sign = text[from];
    int first = sign == '-' || sign == '+' ? from + 1 : from;
    double number = to - first > MAX_LENGTH ? Double.NaN : usual(text, first, to);
    if (Double.isNaN(number)) {
      return parse(text, from, to);
    }
    return sign == '-' ? -number : number;
  }

  /** Parses at most 17 digits, with or without a point; NaN if there is anything else. */
  private double usual(char[] text, int from, int to) {
    long digits = 0;
    int dot = to;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
      } else if (text[i] == point && dot == to) {
        dot = i;
      } else {
        return Double.NaN;
      }
    }
    int places = Math.max(0, to - dot - 1);
    boolean exact = digits <= MAX_DIGITS && dot - from + places > 0;
    return exact ? digits / POWERS[places] : Double.NaN;
  }

  private double parse(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text[i];
      boolean digit = c >= '0' && c <= '9';
      if (!digit && c != point && "eE+-".indexOf(c) < 0) {
        return special(new String(text, from, to - from));
      }
    }
    double number =
        point == '.'
            ? NumberInput.parseDouble(text, from, to - from, true)
            : NumberInput.parseDouble(new String(text, from, to - from).replace(point, '.'), true);
    if (Double.isInfinite(number)) {
      throw new NumberFormatException("too great");
    }
    return number;
  }

  private static double special(String text) {
    if (text.endsWith("NaN") || text.endsWith("Infinity")) {
      return Double.parseDouble(text);
    }
    throw new NumberFormatException(text);
  }
}
