package io.lifecycle4j.core.registry;

import java.util.Collection;
import java.util.Locale;

/** Formats the figures of verdicts, the same in every locale. */
final class GateFigures {
  /** Smaller values would keep hardly a digit in four decimals. */
  private static final double SMALL = 0.001;

  private static final double LARGE = 1e7;

  private GateFigures() {}

  /** Formats four decimals, or four digits if the value is very small or great; -0.0 as 0.0. */
  static String figure(double value) {
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= SMALL && size < LARGE) || !Double.isFinite(size);
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", value + 0.0);
  }

  /** Formats a value so that it differs from the bound shown beside it, if their values differ. */
  static String figure(double value, double bound) {
    String text = figure(value);
    boolean misleading = value != bound && text.equals(figure(bound));
    return misleading ? Double.toString(value) : text;
  }

  static String missing(String metric, Collection<String> names) {
    return metric
        + " is missing ("
        + (names.isEmpty() ? "there are none" : "there are " + String.join(", ", names))
        + ")";
  }
}
