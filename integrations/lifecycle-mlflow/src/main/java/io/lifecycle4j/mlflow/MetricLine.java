package io.lifecycle4j.mlflow;

import io.lifecycle4j.tracking.MetricPoint;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of a metric: time in milliseconds, value, step, and the data it was measured on.
 *
 * @param point the point
 * @param data name and digest of the data, or an empty text
 * @param rest unknown text after the step, or an empty text
 */
record MetricLine(MetricPoint point, String data, String rest) {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** The end of the year 9999, in milliseconds. */
  static final long LATEST = 253_402_300_799_999L;

  /**
   * Parses a line of two fields, three, or, with a dataset, five. Blanks in the name of a dataset
   * add fields, so fields are counted from both ends. MLflow itself uses step 0 for any line that
   * does not have exactly three fields.
   *
   * @throws IOException if the line is invalid; the message states the reason
   */
  static MetricLine read(String line) throws IOException {
    List<String> fields = List.of(line.strip().split(" ", -1));
    int count = fields.size();
    if (count < 2) {
      throw new IOException("the line has " + count + " fields (must be 2, 3 or 5)");
    }
    long time = whole(fields.get(0), "time");
    if (time < 0 || time > LATEST) {
      throw new IOException("the time " + time + " is before 1970 or after the year 9999");
    }
    double value = value(fields.get(1));
    long step = count == 2 ? 0 : whole(fields.get(2), "step");
    MetricPoint point = new MetricPoint(step, value, Instant.ofEpochMilli(time));
    String rest = count == 4 ? fields.get(3) : "";
    return new MetricLine(point, count < 5 ? "" : String.join(" ", fields.subList(3, count)), rest);
  }

  private static long whole(String text, String what) throws IOException {
    try {
      if (WHOLE.matcher(text).matches()) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      throw new IOException("the " + what + " '" + text + "' has more than 64 bits", e);
    }
    throw new IOException("the " + what + " is '" + text + "' (must be a whole number)");
  }

  /**
   * Parses numbers as Python writes them: {@code parseDouble} accepts other names, and hexadecimal
   * numbers.
   */
  private static double value(String text) throws IOException {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (!NUMBER.matcher(text).matches()) {
          throw new IOException("the value is '" + text + "' (must be a number)");
        }
        yield Double.parseDouble(text);
      }
    };
  }
}
