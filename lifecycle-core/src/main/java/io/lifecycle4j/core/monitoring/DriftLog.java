package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.monitoring.DriftReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Logs drift as warnings, for each column at most one a minute, and the first window without drift
 * after a warning. Used by one thread at a time.
 */
final class DriftLog {
  private static final int QUIET_SECONDS = 60;

  private final Logger log;

  /** The time of the last warning for each column. */
  private final Map<String, Instant> warned = new HashMap<>();

  /** The number of windows with drift since the last warning. */
  private long silent;

  private boolean drifting;

  DriftLog(Logger log) {
    this.log = log;
  }

  void add(DriftReport report) {
    if (report.drifted()) {
      warn(report);
    } else if (drifting) {
      drifting = false;
      log.info("{}, after windows with drift", report.summary());
    }
  }

  private void warn(DriftReport report) {
    List<String> columns = report.driftedColumns();
    Instant now = report.closed();
    if (columns.stream().allMatch(column -> isQuiet(column, now))) {
      silent++;
      return;
    }
    columns.forEach(column -> warned.put(column, now));
    String more = silent == 0 ? "" : String.format("%n  %s more windows drifted before it", silent);
    silent = 0;
    drifting = true;
    log.warn("{}{}", report.summary(), more);
  }

  private boolean isQuiet(String column, Instant now) {
    Instant last = warned.get(column);
    return last != null && Duration.between(last, now).abs().toSeconds() < QUIET_SECONDS;
  }
}
