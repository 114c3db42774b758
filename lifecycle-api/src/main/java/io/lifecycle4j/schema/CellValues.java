package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Converts the values of record components to cells of a row. */
final class CellValues {
  private CellValues() {}

  static String text(@Nullable Object value) {
    Object content = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (content == null) {
      return "";
    }
    return content instanceof Enum<?> constant ? constant.name() : (String) content;
  }

  /** Joins texts, one on each line; empty if there are none. */
  static String lines(String column, @Nullable Object texts) {
    if (texts == null) {
      return "";
    }
    StringJoiner lines = new StringJoiner("\n");
    for (Object text : (List<?>) texts) {
      check(
          text instanceof String line && line.indexOf('\n') < 0,
          "Invalid text of column %s: %s (must be without line breaks)",
          column,
          text);
      lines.add((String) text);
    }
    return lines.toString();
  }

  static double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Optional<?> optional) {
      return number(optional.orElse(null));
    }
    if (value instanceof OptionalDouble optional) {
      return optional.orElse(Double.NaN);
    }
    return value == null ? Double.NaN : wholeNumber(value);
  }

  private static double wholeNumber(Object value) {
    if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? optional.getAsLong() : Double.NaN;
    }
    if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? optional.getAsInt() : Double.NaN;
    }
    return milliseconds(value);
  }

  private static double milliseconds(Object time) {
    if (time instanceof LocalDate date) {
      return date.toEpochDay() * 86_400_000.0;
    }
    Instant instant =
        time instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : (Instant) time;
    // toEpochMilli overflows for distant times.
    return instant.getEpochSecond() * 1000.0 + Math.floorDiv(instant.getNano(), 1_000_000);
  }
}
