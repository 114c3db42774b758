package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftReport;
import java.util.List;
import java.util.OptionalDouble;

/** What a drift report says, for conditions. */
record ReportFacts(DriftReport report) implements Facts {
  /** Returns whether reports say something about a subject. */
  static boolean know(Subject subject) {
    return subject == WatchSubject.Count.DRIFTED_COLUMNS || subject instanceof WatchSubject.Drift;
  }

  @Override
  public OptionalDouble number(Subject subject) {
    return subject == WatchSubject.Count.DRIFTED_COLUMNS
        ? OptionalDouble.of((double) driftedColumns())
        : new DriftThresholds.Measures(report.columns()).number(subject);
  }

  /** Counts a column once, however many segments of it drifted. */
  private long driftedColumns() {
    return report.columns().stream()
        .filter(ColumnDrift::drifted)
        .map(column -> column.divergence().column())
        .distinct()
        .count();
  }

  @Override
  public List<String> texts(Subject subject) {
    return List.of();
  }
}
