package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;

/**
 * Defines which rows are in the same season and are compared only with each other.
 *
 * @param column the column of the time of a row
 * @param zone the zone in which hours, days and months begin
 * @param seasons what must be the same of both times: with a weekday and a month, a Monday in May
 *     is compared with Mondays in May
 */
public record SameSeason(String column, ZoneId zone, List<Season> seasons) {
  /** Checks and copies the parts. */
  public SameSeason {
    required(column, "column of a time");
    required(zone, "zone");
    seasons = copy(seasons, "seasons");
    check(!seasons.isEmpty(), "Invalid seasons of %s: none (needs at least one)", column);
    check(
        new HashSet<>(seasons).size() == seasons.size(),
        "Invalid seasons of %s: %s (must be different)",
        column,
        seasons);
  }

  /**
   * Counts the seasons.
   *
   * @return the number, such as 84 for the weekdays of 12 months
   */
  public int size() {
    return seasons.stream().mapToInt(Season::size).reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return column + " by " + seasons + " in " + zone;
  }
}
