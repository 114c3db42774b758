package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Checks the parts of a drift monitor. */
final class DriftMonitorChecks {
  private static final Duration MIN_TIME = Duration.ofSeconds(1);
  private static final Duration MAX_TIME = Duration.ofDays(3_660);
  private static final int MOST_ALARMS = 100;

  private DriftMonitorChecks() {}

  static void time(@Nullable Duration time, String what) {
    check(
        time != null && time.compareTo(MIN_TIME) >= 0 && time.compareTo(MAX_TIME) <= 0,
        "Invalid %s: %s (must be %s to %s)",
        what,
        time,
        MIN_TIME,
        MAX_TIME);
  }

  /** Returns whether a subject is a figure of traffic over its usual time: that of the window. */
  private static boolean isOfTraffic(Subject subject) {
    return (subject instanceof WatchSubject.Rate rate && rate.over().equals(WatchSubject.OVER))
        || (subject instanceof WatchSubject.Latency latency
            && latency.over().equals(WatchSubject.OVER));
  }

  /** Checks a threshold that is to be added to others. */
  static void alarm(@Nullable Condition condition, List<Condition> others) {
    Condition alarm = required(condition, "condition of an alarm");
    check(
        !alarm.subjects().isEmpty()
            && (alarm.subjects().stream().allMatch(WatchSubject.Drift.class::isInstance)
                || alarm.subjects().stream().allMatch(DriftMonitorChecks::isOfTraffic)),
        "Invalid condition of an alarm: %s (must compare measures of drift, such as psi.amount, or"
            + " error_rate, refusal_rate and latencies of the window)",
        alarm);
    check(!others.contains(alarm), "Invalid condition of an alarm: %s (is already set)", alarm);
    check(
        others.size() < MOST_ALARMS,
        "Invalid alarms: more than %s (needs a detector of your own)",
        MOST_ALARMS);
  }

  /** Checks that there are times in which dependence can be found. */
  static void dependence(@Nullable Duration within, @Nullable DatasetVersion reference) {
    if (within == null) {
      return;
    }
    if (reference == null) {
      throw new InvalidValueException(
          "Invalid drift monitor: rows depend within "
              + within
              + " without a reference (needs .reference(version))");
    }
    check(
        reference.manifest().schema().columns().stream()
            .anyMatch(
                column -> column.role() == ColumnRole.TIME && column.type() == DataType.TIMESTAMP),
        "Invalid reference: %s has no column of type TIMESTAMP and role TIME (needed by"
            + " dependentWithin)",
        reference.ref());
  }

  /** Checks that a reference has the columns of segments and seasons, and not too many of both. */
  static void strata(
      @Nullable String by, @Nullable SameSeason seasons, @Nullable DatasetVersion reference) {
    if (by == null && seasons == null) {
      return;
    }
    if (reference == null) {
      throw new InvalidValueException(
          "Invalid drift monitor: "
              + (by == null ? "sameSeason of " + seasons : "by " + by)
              + " without a reference (needs .reference(version))");
    }
    if (seasons != null) {
      OptionalInt place = reference.manifest().schema().find(seasons.column());
      check(
          place.isPresent()
              && reference.manifest().schema().column(place.getAsInt()).type()
                  == DataType.TIMESTAMP,
          "Invalid reference: %s has no column %s of type TIMESTAMP (needed by sameSeason)",
          reference.ref(),
          seasons.column());
    }
    int segments = by == null ? 1 : segments(by, reference);
    int each = seasons == null ? 1 : seasons.size();
    check(
        (long) segments * each <= DriftMonitor.MAX_STRATA,
        "Invalid drift monitor: %s strata, of %s segments and %s seasons (must be at most %s)",
        (long) segments * each,
        segments,
        each,
        DriftMonitor.MAX_STRATA);
  }

  /** Returns the most segments that there can be, with that of all other values. */
  private static int segments(String by, DatasetVersion reference) {
    OptionalInt place = reference.manifest().schema().find(by);
    check(
        place.isPresent(),
        "Invalid reference: %s has no column %s (needed by segments)",
        reference.ref(),
        by);
    Column column = reference.manifest().schema().column(place.getAsInt());
    check(
        (column.type().isText() || column.type() == DataType.BOOLEAN) && !column.isPrivate(),
        "Invalid segments: column %s of %s is %s%s (must be CATEGORICAL, STRING or BOOLEAN, and not"
            + " private)",
        by,
        reference.ref(),
        column.isPrivate() ? "private " : "",
        column.type());
    if (column.type() == DataType.BOOLEAN) {
      return 3;
    }
    return 1
        + Math.min(
            DriftMonitor.MAX_SEGMENTS,
            reference
                .manifest()
                .profile()
                .find(by)
                .map(profile -> profile.categories().size())
                .filter(values -> values > 0)
                .orElse(DriftMonitor.MAX_SEGMENTS));
  }
}
