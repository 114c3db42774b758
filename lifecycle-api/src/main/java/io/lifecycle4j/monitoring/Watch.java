package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * How live inputs are watched for drift.
 *
 * @param window how many predictions make a window, at least {@value #MIN_WINDOW}
 * @param windowsPerFalseAlarm in how many windows without drift one false alarm is expected, over
 *     all columns together
 * @param minimalEffect how great a shift must be to matter: the population stability index above
 *     what chance alone gives
 */
public record Watch(int window, double windowsPerFalseAlarm, double minimalEffect) {
  /** The smallest window. */
  public static final int MIN_WINDOW = 50;

  /**
   * How many windows a reference needs: what is chance in a smaller one comes back as an alarm in
   * window after window.
   */
  public static final int REFERENCE_WINDOWS = 10;

  /** Checks the parts. */
  public Watch {
    check(window >= MIN_WINDOW, "Invalid window: %s (must be at least %s)", window, MIN_WINDOW);
    check(
        windowsPerFalseAlarm >= 2 && Double.isFinite(windowsPerFalseAlarm),
        "Invalid windows per false alarm: %s (must be at least 2 and finite)",
        windowsPerFalseAlarm);
    check(
        minimalEffect >= 0 && Double.isFinite(minimalEffect),
        "Invalid minimal effect: %s (must be at least 0 and finite)",
        minimalEffect);
  }

  /**
   * Sets how many predictions make a window. Default: 500.
   *
   * @param rows at least {@value #MIN_WINDOW}
   * @return a watch with another window
   */
  public Watch windowOf(int rows) {
    return new Watch(rows, windowsPerFalseAlarm, minimalEffect);
  }

  /**
   * Sets in how many windows without drift one false alarm is expected. Default: 1000.
   *
   * @param windows at least 2
   * @return a watch with another budget
   */
  public Watch oneFalseAlarmIn(double windows) {
    return new Watch(window, windows, minimalEffect);
  }

  /**
   * Sets how great a shift must be to matter. Default: 0.1.
   *
   * @param index the population stability index above what chance alone gives
   * @return a watch with another effect
   */
  public Watch ignoringBelow(double index) {
    return new Watch(window, windowsPerFalseAlarm, index);
  }

  /**
   * Returns how many rows the reference needs for the promised rate of false alarms.
   *
   * @return {@value #REFERENCE_WINDOWS} windows
   */
  public long referenceRows() {
    return (long) REFERENCE_WINDOWS * window;
  }
}
