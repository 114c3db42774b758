package io.lifecycle4j.condition;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses numbers in texts: decimal digits, optionally with a fraction and an exponent.
 *
 * <p>{@link Double#parseDouble} accepts more, such as {@code 0x1p3} and {@code 1d}, and throws an
 * exception for other texts, which is too slow for the parameters of many runs.
 */
final class Numerals {
  private Numerals() {}

  /** Parses a whole text as a number; returns null if it is not a number. */
  static @Nullable Double parse(String text) {
    int end = end(text, 0);
    if (end == text.length() && end > 0) {
      return Double.valueOf(text);
    }
    return word(text);
  }

  private static @Nullable Double word(String text) {
    if (text.isEmpty() || text.length() > "-infinity".length()) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  /** Returns the end of the number that begins at an index, or -1 if none does. */
  static int end(String text, int from) {
    int at = sign(text, from);
    int whole = digits(text, at);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(text, end + 1);
    }
    boolean none = end - at == (end > whole ? 1 : 0);
    return none ? -1 : exponent(text, end);
  }

  private static int exponent(String text, int from) {
    if (from < text.length() && (text.charAt(from) | 0x20) == 'e') {
      int first = sign(text, from + 1);
      int end = digits(text, first);
      return end > first ? end : from;
    }
    return from;
  }

  private static int sign(String text, int at) {
    return at < text.length() && "+-".indexOf(text.charAt(at)) >= 0 ? at + 1 : at;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
