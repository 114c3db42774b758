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
    long milliseconds = (long) Math.floor(time);
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(milliseconds, DAY));
    int hour = Math.floorMod(milliseconds, DAY) / HOUR;
    int weekday = date.getDayOfWeek().getValue();
    return switch (part) {
      case YEAR -> date.getYear();
      case MONTH -> date.getMonthValue();
      case MONTH_SIN -> sin(date.getMonthValue() - 1, 12);
      case MONTH_COS -> cos(date.getMonthValue() - 1, 12);
      case DAY_OF_WEEK -> weekday;
      case DAY_OF_WEEK_SIN -> sin(weekday - 1, 7);
      case DAY_OF_WEEK_COS -> cos(weekday - 1, 7);
      case HOUR -> hour;
      case HOUR_SIN -> sin(hour, 24);
      case HOUR_COS -> cos(hour, 24);
    };
  }

  private static double sin(int place, int around) {
    return StrictMath.sin(2 * Math.PI * place / around);
  }

  private static double cos(int place, int around) {
    return StrictMath.cos(2 * Math.PI * place / around);
  }
}
