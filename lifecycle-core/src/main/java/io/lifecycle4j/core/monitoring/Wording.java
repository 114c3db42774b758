package io.lifecycle4j.core.monitoring;

import java.util.Locale;

/** Formats the figures of reports, the same in every locale. */
final class Wording {
  private static final double TEN_PERCENT = 0.0995;

  private static final int MAX_TEXT = 40;
  private static final int LONGEST = 1_000;

  private Wording() {}

  /** Formats three significant digits, and whole numbers below ten million in full. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    boolean whole = size < 1e7 && (size >= 1_000 || value == Math.rint(value));
    return String.format(Locale.ROOT, whole ? "%.0f" : "%.3g", value);
  }

  static String share(long part, long whole) {
    double share = whole == 0 ? 0 : (double) part / whole;
    return part == 0
        ? "0 %"
        : String.format(Locale.ROOT, share < TEN_PERCENT ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  /** Cuts a text that is too long for a line. */
  static String text(String value) {
    return value.length() <= MAX_TEXT ? value : value.substring(0, MAX_TEXT) + "…";
  }

  /** Cuts a text that is too long for a cause or a line of an alert. */
  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  static String move(String before, String after) {
    return before + " -> " + after;
  }
}
