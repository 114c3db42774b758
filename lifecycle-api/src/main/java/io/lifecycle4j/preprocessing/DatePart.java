package io.lifecycle4j.preprocessing;

import java.util.Locale;

/**
 * A number that is part of a time, in UTC. Parts may be added: a switch needs a default branch.
 *
 * <p>Sine and cosine place the part on a circle, where the end is next to the beginning.
 */
public enum DatePart {
  /** The year, such as 2004. */
  YEAR,
  /** The month, 1 to 12. */
  MONTH,
  /** The sine of the month, January at the angle 0. */
  MONTH_SIN,
  /** The cosine of the month, January at the angle 0. */
  MONTH_COS,
  /** The day of the week, Monday 1 to Sunday 7. */
  DAY_OF_WEEK,
  /** The sine of the day of the week, Monday at the angle 0. */
  DAY_OF_WEEK_SIN,
  /** The cosine of the day of the week, Monday at the angle 0. */
  DAY_OF_WEEK_COS,
  /** The hour of the day, 0 to 23. */
  HOUR,
  /** The sine of the hour, midnight at the angle 0. */
  HOUR_SIN,
  /** The cosine of the hour, midnight at the angle 0. */
  HOUR_COS;

  /**
   * Returns the name of the derived column.
   *
   * @param column the column of the time
   * @return the name, such as {@code date.day_of_week}
   */
  public String of(String column) {
    return column + "." + name().toLowerCase(Locale.ROOT);
  }
}
