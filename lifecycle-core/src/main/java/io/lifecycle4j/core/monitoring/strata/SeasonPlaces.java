package io.lifecycle4j.core.monitoring.strata;

import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.monitoring.Season;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The number of the season of a time. Allocates only when the zone passes from summer to winter
 * time. Thread-safe.
 */
final class SeasonPlaces {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  /** 1970 began on a Thursday. */
  private static final int FIRST_WEEKDAY = 3;

  private final Season[] seasons;
  private final ZoneRules rules;

  /** The offset that was needed last. */
  private volatile Span span;

  /** A time in which the zone has the same offset, in milliseconds. */
  private record Span(long from, long to, long offset) {}

  SeasonPlaces(SameSeason plan) {
    seasons = plan.seasons().toArray(Season[]::new);
    ZoneId zone = plan.zone();
    rules = zone.getRules();
    span = span(0);
    of(0); // initializes the classes of zones
  }

  /** Returns the number of the season, from 0. */
  int of(long millis) {
    long local = millis + offset(millis);
    long day = Math.floorDiv(local, DAY);
    int place = 0;
    for (Season season : seasons) {
      place = place * season.size() + place(season, local, day);
    }
    return place;
  }

  private static int place(Season season, long local, long day) {
    return switch (season) {
      case HOUR -> (int) (Math.floorMod(local, DAY) / HOUR);
      case WEEKDAY -> (int) Math.floorMod(day + FIRST_WEEKDAY, 7L);
      case MONTH -> month(day);
    };
  }

  /**
   * Returns the month of a day since 1970, from 0, by the algorithm of Howard Hinnant,
   * "chrono-Compatible Low-Level Date Algorithms" (2013): years begin in March, in eras of 400.
   */
  private static int month(long day) {
    long shifted = day + 719_468;
    long ofEra = Math.floorMod(shifted, 146_097L);
    long year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    long ofYear = ofEra - (365 * year + year / 4 - year / 100);
    int sinceMarch = (int) ((5 * ofYear + 2) / 153);
    return (sinceMarch + 2) % 12;
  }

  private long offset(long millis) {
    Span known = span;
    if (millis < known.from() || millis >= known.to()) {
      known = span(millis);
      span = known;
    }
    return known.offset();
  }

  private Span span(long millis) {
    Instant time = Instant.ofEpochMilli(millis);
    ZoneOffsetTransition before = rules.previousTransition(time.plusMillis(1));
    ZoneOffsetTransition after = rules.nextTransition(time);
    return new Span(
        before == null ? Long.MIN_VALUE : before.getInstant().toEpochMilli(),
        after == null ? Long.MAX_VALUE : after.getInstant().toEpochMilli(),
        rules.getOffset(time).getTotalSeconds() * 1_000L);
  }
}
