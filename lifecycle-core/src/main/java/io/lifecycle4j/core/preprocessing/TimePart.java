package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.preprocessing.DatePart;
import java.time.LocalDate;

/** Takes a time apart, in UTC. By StrictMath, whose bits are the same on every machine. */
final class TimePart {
  private static final int HOUR = 3_600_000;
  private static final int DAY = 24 * HOUR;

  private TimePart() {}

  /**
   * Returns a part of a time.
   *
   * @param time in milliseconds since 1970 in UTC, NaN when it is missing
   */
  static double of(DatePart part, double time) {
    if (!Double.isFinite(time)) {
      return time;
    }
    int value = value(part, (long) Math.floor(time));
    return switch (part) {
      case MONTH_SIN -> sin(value - 1, 12);
      case MONTH_COS -> cos(value - 1, 12);
      case DAY_OF_WEEK_SIN -> sin(value - 1, 7);
      case DAY_OF_WEEK_COS -> cos(value - 1, 7);
      case HOUR_SIN -> sin(value, 24);
      case HOUR_COS -> cos(value, 24);
      default -> value;
    };
  }

  private static int value(DatePart part, long time) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(time, DAY));
    return switch (part) {
      case YEAR -> date.getYear();
      case MONTH, MONTH_SIN, MONTH_COS -> date.getMonthValue();
      case DAY_OF_WEEK, DAY_OF_WEEK_SIN, DAY_OF_WEEK_COS -> date.getDayOfWeek().getValue();
      case HOUR, HOUR_SIN, HOUR_COS -> Math.floorMod(time, DAY) / HOUR;
    };
  }

  private static double sin(int place, int around) {
    return StrictMath.sin(2 * Math.PI * place / around);
  }

  private static double cos(int place, int around) {
    return StrictMath.cos(2 * Math.PI * place / around);
  }
}
