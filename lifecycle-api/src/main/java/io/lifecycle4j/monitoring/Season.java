package io.lifecycle4j.monitoring;

/**
 * A recurring part of time: rows of the same hour, day of the week or month are alike.
 *
 * @see DriftMonitorBuilder#sameSeason(String, Season...)
 */
public enum Season {
  /** The hour of the day, 24 seasons. */
  HOUR(24),
  /** The day of the week, 7 seasons. */
  WEEKDAY(7),
  /** The month of the year, 12 seasons. */
  MONTH(12);

  private final int size;

  Season(int size) {
    this.size = size;
  }

  /**
   * Counts the seasons.
   *
   * @return the number of seasons, such as 7 days of the week
   */
  public int size() {
    return size;
  }
}
