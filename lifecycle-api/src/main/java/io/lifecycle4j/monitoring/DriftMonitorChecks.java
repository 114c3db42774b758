package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks the parts of a drift monitor. */
final class DriftMonitorChecks {
  private static final Duration MIN_TIME = Duration.ofSeconds(1);
  private static final Duration MAX_TIME = Duration.ofDays(3_660);

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
}
