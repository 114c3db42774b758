package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.monitoring.alert.AlertRehearsal;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.ThresholdAlarm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Adds up the reports of a backtest, and opens the alerts that they would. Not thread-safe. */
final class BacktestTally {
  private static final int MOST_REPORTS = 1_000;

  private final String model;
  private final DriftSightings sightings;
  private final AlertRehearsal alerts;
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final List<DriftReport> reports = new ArrayList<>();
  private final Map<Condition, DriftBacktest.Threshold> thresholds = new LinkedHashMap<>();
  private long rows;
  private long judged;
  private long drifted;
  private double expected;

  BacktestTally(String model, AlertPolicy policy, ChangeHints hints) {
    this.model = model;
    this.sightings = new DriftSightings(policy, hints);
    this.alerts = new AlertRehearsal(model, policy);
  }

  /** Counts rows that are in windows. */
  void watched(long more) {
    rows += more;
  }

  /** Counts rows that are in no window. */
  void leaveOut(String why, long more) {
    leftOut.merge(why, more, Long::sum);
  }

  void judged(DriftReport report) {
    judged++;
    expected += report.level();
    report.alarms().forEach(this::count);
    alerts.observe(sightings.of(report, report.id(), report.opened()));
    if (report.drifted()) {
      drifted++;
      if (reports.size() < MOST_REPORTS) {
        reports.add(report);
      }
    }
  }

  private void count(ThresholdAlarm alarm) {
    thresholds.merge(
        alarm.condition(),
        new DriftBacktest.Threshold(
            alarm.condition(),
            alarm.holds() ? 1 : 0,
            alarm.rate().stream().mapToDouble(ThresholdAlarm.Rate::value).findFirst()),
        BacktestTally::plus);
  }

  private static DriftBacktest.Threshold plus(
      DriftBacktest.Threshold all, DriftBacktest.Threshold one) {
    return new DriftBacktest.Threshold(
        all.condition(),
        all.windows() + one.windows(),
        all.expected().isEmpty() || one.expected().isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(all.expected().getAsDouble() + one.expected().getAsDouble()));
  }

  DriftBacktest between(Instant from, Instant to) {
    return new DriftBacktest(
        model,
        from,
        to,
        rows,
        leftOut,
        judged,
        expected,
        drifted,
        reports,
        List.copyOf(thresholds.values()),
        alerts.alerts());
  }
}
