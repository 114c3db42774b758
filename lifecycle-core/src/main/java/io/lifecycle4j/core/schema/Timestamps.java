package io.lifecycle4j.core.schema;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Parses ISO 8601 times. Part of the format: a version must be read the same forever.
 *
 * <p>{@code 2004-02-29}, {@code 2004-02-29T13:45}, {@code 2004-02-29 13:45:59.123Z}, {@code
 * 2004-02-29T13:45:59+05:30}: a date with a four-digit year, then optionally a {@code T} or a blank
 * and a time, then optionally a zone. A date alone is its first instant; the default zone is UTC.
 * Digits beyond milliseconds are dropped. Years beyond 9999 have a plus and five or six digits,
 * those before 0 a minus and four to six, as {@link java.time.Instant} writes them; a time is at
 * most 2^53 milliseconds from 1970.
 */
public final class Timestamps {
  private static final long DAY = 86_400_000;
  private static final long MAX = 1L << 53;
  private static final int MAX_YEAR_DIGITS = 6;

  private final char[] text;
  private final int end;
  private int at;

  private Timestamps(char[] text, int from, int to) {
    this.text = text;
    this.at = from;
    this.end = to;
  }

  /**
   * Parses a time to milliseconds since 1970-01-01T00:00Z.
   *
   * @param to exclusive
   * @throws NumberFormatException if it is none
   */
  public static double parse(char[] text, int from, int to) {
    long time = new Timestamps(text, from, to).read();
    require(Math.abs(time) <= MAX, "too far");
    return time;
  }

  private static void require(boolean met, String problem) {
    if (!met) {
      throw new NumberFormatException(problem);
    }
  }

  private long read() {
    int year = year();
    expect('-');
    int month = digits(2, 12);
    expect('-');
    long day;
    try {
      day = LocalDate.of(year, month, digits(2, 31)).toEpochDay() * DAY;
    } catch (DateTimeException e) {
      throw new NumberFormatException(e.getMessage());
    }
    if (at == end) {
      return day;
    }
    if (!skip('T')) {
      expect(' ');
    }
    return day + time() - zone();
  }

  private int year() {
    boolean before = skip('-');
    if (!before && !skip('+')) {
      return digits(4, 9999);
    }
    int first = at;
    int year = digits(4, 9999);
    while (isDigit() && at - first < MAX_YEAR_DIGITS) {
      year = 10 * year + digits(1, 9);
    }
    require(year > 9999 || (before && year != 0), "year");
    return before ? -year : year;
  }

  private boolean isDigit() {
    return at < end && Character.isDigit(text[at]);
  }

  private int time() {
    int minutes = 60 * digits(2, 23);
    expect(':');
    minutes += digits(2, 59);
    int milliseconds = skip(':') ? 1_000 * digits(2, 59) + fraction() : 0;
    return 60_000 * minutes + milliseconds;
  }

  private int fraction() {
    if (!skip('.')) {
      return 0;
    }
    int milliseconds = 0;
    int places = 0;
    for (; isDigit(); places++) {
      int digit = digits(1, 9);
      milliseconds = places < 3 ? 10 * milliseconds + digit : milliseconds;
    }
    require(places > 0 && places <= 9, "fraction");
    return places == 1 ? 100 * milliseconds : places == 2 ? 10 * milliseconds : milliseconds;
  }

  private int zone() {
    if (at == end || skip('Z')) {
      return end(0);
    }
    int sign = skip('-') ? -1 : 1;
    if (sign > 0) {
      expect('+');
    }
    int minutes = 60 * digits(2, 18);
    if (at < end) {
      expect(':');
      minutes += digits(2, 59);
    }
    return end(sign * 60_000 * minutes);
  }

  private int end(int value) {
    require(at == end, "more");
    return value;
  }

  private int digits(int count, int most) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      int digit = at < end ? text[at++] - '0' : -1;
      require(digit >= 0 && digit <= 9, "digits");
      value = 10 * value + digit;
    }
    require(value <= most, "too great");
    return value;
  }

  private boolean skip(char wanted) {
    if (at < end && text[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    require(skip(wanted), "separator");
  }
}
