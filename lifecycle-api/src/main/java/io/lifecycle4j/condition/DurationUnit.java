package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.number;

/** A unit of durations in the text form of conditions. */
public enum DurationUnit {
  /** Days of 24 hours. */
  D(86_400_000),
  /** Hours. */
  H(3_600_000),
  /** Minutes. */
  MIN(60_000),
  /** Seconds. */
  S(1_000),
  /** Milliseconds. */
  MS(1);

  /** Up to here, a double is exact to the millisecond. */
  private static final double EXACT = 1L << 53;

  private final int millis;

  DurationUnit(int millis) {
    this.millis = millis;
  }

  /**
   * Returns the text of the unit.
   *
   * @return the text, such as {@code ms}
   */
  public String key() {
    return TextForm.key(this);
  }

  /**
   * Returns the length of the unit.
   *
   * @return milliseconds
   */
  public int millis() {
    return millis;
  }

  /** Returns a duration in the greatest unit of which it is a whole number. */
  static String text(double duration) {
    for (DurationUnit unit : values()) {
      if (duration != 0 && Math.abs(duration) < EXACT && duration % unit.millis == 0) {
        return number(duration / unit.millis) + " " + unit.key();
      }
    }
    return number(duration) + " " + MS.key();
  }
}
