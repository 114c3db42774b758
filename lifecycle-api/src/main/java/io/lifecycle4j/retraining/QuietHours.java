package io.lifecycle4j.retraining;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Hours of each day in which no retraining, training or promotion begins. What has begun continues.
 *
 * @param from the first time, inclusive
 * @param to the end, exclusive; before {@code from} if the hours include midnight
 * @param zone the time zone of these times
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {
  /** Checks the parts. */
  public QuietHours {
    required(from, "start of quiet hours");
    required(to, "end of quiet hours");
    required(zone, "zone of quiet hours");
    check(!from.equals(to), "Invalid quiet hours: from %s to %s (must differ)", from, to);
  }

  /**
   * Returns whether a time is in these hours.
   *
   * @param time the time
   * @return whether it is
   */
  public boolean has(Instant time) {
    LocalTime clock = required(time, "time").atZone(zone).toLocalTime();
    boolean begun = !clock.isBefore(from);
    boolean goesOn = clock.isBefore(to);
    return from.isBefore(to) ? begun && goesOn : begun || goesOn;
  }

  @Override
  public String toString() {
    return from + " to " + to + " " + zone;
  }
}
