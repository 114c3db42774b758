package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.monitoring.alert.AlertRehearsal;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads logged predictions as if a monitor had watched them. Not thread-safe. */
final class ModelBacktest {
  private static final int MOST_REPORTS = 1_000;

  private final ModelVersions versions;
  private final DriftDetector detector;
  private final DriftMonitor plan;
  private final DriftSightings sightings;
  private final ColumnRanking ranking;
  private final AlertRehearsal alerts;
  private final Instant began;
  private final Map<Integer, BacktestWindows> windows = new HashMap<>();
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final List<DriftReport> reports = new ArrayList<>();
  private long rows;
  private long full;
  private long drifted;
  private double expected;

  ModelBacktest(
      ModelVersions versions,
      DriftDetector detector,
      DriftMonitor plan,
      AlertPolicy policy,
      ChangeHints hints,
      Instant began) {
    this.versions = versions;
    this.detector = detector;
    this.plan = plan;
    this.ranking = new ColumnRanking(versions);
    this.sightings = new DriftSightings(policy, ranking, hints);
    this.alerts = new AlertRehearsal(versions.model(), policy);
    this.began = began;
  }

  DriftBacktest run(Predictions predictions, Instant to) {
    predictions.forEach(this::add);
    return new DriftBacktest(
        versions.model(),
        began,
        to,
        rows,
        leftOut,
        full,
        expected,
        drifted,
        reports,
        alerts.alerts());
  }

  private void add(LoggedPrediction prediction) {
    String answer = prediction.findAnswer().orElse(null);
    Row input = prediction.findInput().orElse(null);
    String problem = answer == null ? "without answer" : input == null ? "without input" : null;
    if (problem == null && prediction.version().isEmpty()) {
      problem = "answered by a function";
    }
    if (problem != null) {
      leaveOut(problem);
      return;
    }
    add(prediction, required(input, "input"), required(answer, "answer"));
  }

  private void add(LoggedPrediction prediction, Row input, String answer) {
    BacktestWindows own = windows.computeIfAbsent(prediction.version().getAsInt(), this::windows);
    @Nullable String problem = own.problem(input);
    if (problem != null) {
      leaveOut(problem);
      return;
    }
    rows++;
    own.add(input, answer, prediction.time()).ifPresent(this::judged);
  }

  private BacktestWindows windows(int number) {
    ModelVersion version = versions.version(number);
    return new BacktestWindows(version.label(), version.manifest(), plan, detector, began);
  }

  private void leaveOut(String why) {
    leftOut.merge(why, 1L, Long::sum);
  }

  private void judged(BacktestWindows.Full window) {
    DriftReport report = window.report();
    full++;
    expected += report.level();
    alerts.observe(sightings.of(report, "window-" + full, window.opened()));
    if (report.drifted()) {
      drifted++;
      if (reports.size() < MOST_REPORTS) {
        reports.add(ranked(report));
      }
    }
  }

  private DriftReport ranked(DriftReport report) {
    return DriftReport.builder(report.model(), report.closed(), report.rows(), report.reference())
        .level(report.level())
        .columns(ranking.ranked(report.model(), report.columns()))
        .build();
  }
}
