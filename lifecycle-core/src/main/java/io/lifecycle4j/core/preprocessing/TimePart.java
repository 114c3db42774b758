package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.preprocessing.DatePart;

/**
 * Computes parts of a time, in UTC. Uses StrictMath, whose results have the same bits on every
 * machine.
 */
final class TimePart {
  private static final int HOUR = 3_600_000;
  private static final int DAY = 24 * HOUR;

  /** The days of 400 years, after which the calendar repeats. */
  private static final int CYCLE = 146_097;

  /** The days from 1 March of year 0 to 1970. */
  private static final int MARCH_OF_YEAR_0 = 719_468;

  private TimePart() {}

  /**
   * Returns a part of a time.
   *
   * @param time in milliseconds since 1970 in UTC, NaN if it is missing
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
    long day = Math.floorDiv(time, DAY);
    return switch (part) {
      case YEAR -> year(day);
      case MONTH, MONTH_SIN, MONTH_COS -> month(day);
      case DAY_OF_WEEK, DAY_OF_WEEK_SIN, DAY_OF_WEEK_COS -> Math.floorMod(day + 3, 7) + 1;
      case HOUR, HOUR_SIN, HOUR_COS -> Math.floorMod(time, DAY) / HOUR;
    };
  }

  /** Counts as {@link java.time.LocalDate}, which allocates and has a limited range. */
  private static int year(long day) {
    long fromMarch = day + MARCH_OF_YEAR_0;
    int yearOfCycle = yearOfCycle(Math.floorMod(fromMarch, CYCLE));
    int year = (int) (Math.floorDiv(fromMarch, CYCLE) * 400) + yearOfCycle;
    return month(day) <= 2 ? year + 1 : year;
  }

  private static int month(long day) {
    int dayOfCycle = Math.floorMod(day + MARCH_OF_YEAR_0, CYCLE);
    int year = yearOfCycle(dayOfCycle);
    int dayOfYear = dayOfCycle - (365 * year + year / 4 - year / 100);
    int fromMarch = (5 * dayOfYear + 2) / 153; // five months, from March, have 153 days
    return fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  }

  /** Years begin in March, so that the leap day is their last. */
  private static int yearOfCycle(int day) {
    return (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
  }

  private static double sin(int place, int around) {
    return StrictMath.sin(2 * Math.PI * place / around);
  }

  private static double cos(int place, int around) {
    return StrictMath.cos(2 * Math.PI * place / around);
  }
}
