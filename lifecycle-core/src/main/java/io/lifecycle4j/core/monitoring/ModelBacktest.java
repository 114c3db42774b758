package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.monitoring.alert.AlertRehearsal;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.ClosedWindow;
import io.lifecycle4j.core.monitoring.window.LocalWindows;
import io.lifecycle4j.core.monitoring.window.Slice;
import io.lifecycle4j.core.monitoring.window.WindowLeader;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.ThresholdAlarm;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads logged predictions as if a monitor had watched them when they were made: the times of the
 * predictions are its clock, and its windows are judged as those of a served model. Not
 * thread-safe.
 */
final class ModelBacktest implements WindowLeader.Versions {
  private static final int MOST_REPORTS = 1_000;

  private final ModelVersions versions;
  private final DriftDetector detector;
  private final WindowPlan plan;
  private final DriftReferences references;
  private final WindowJudge judgement;
  private final LocalWindows store = new LocalWindows();
  private final WindowLeader leader;
  private final DriftSightings sightings;
  private final AlertRehearsal alerts;
  private final Instant began;
  private final Map<String, BacktestSlices> slices = new HashMap<>();
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final List<DriftReport> reports = new ArrayList<>();
  private final Map<Condition, DriftBacktest.Threshold> thresholds = new LinkedHashMap<>();
  private Instant now = Instant.MIN;

  /** When windows end by time, in milliseconds since 1970. */
  private long end = Long.MIN_VALUE;

  private long rows;
  private long judged;
  private long drifted;
  private double expected;

  ModelBacktest(
      ModelVersions versions,
      DriftDetector detector,
      DriftMonitor monitor,
      AlertPolicy policy,
      ChangeHints hints,
      Instant began) {
    this.versions = versions;
    this.detector = detector;
    this.plan = WindowPlan.of(monitor);
    this.references = new DriftReferences(monitor);
    this.judgement =
        new WindowJudge(monitor, detector, new VersionReferences(versions, monitor), began);
    this.leader = new WindowLeader(plan, store, this);
    this.sightings = new DriftSightings(policy, hints);
    this.alerts = new AlertRehearsal(versions.model(), policy);
    this.began = began;
  }

  DriftBacktest run(Predictions predictions, Instant to) {
    predictions.forEach(this::add);
    if (plan.isTimed()) {
      cutAll();
      leader.round(to, () -> false, this::judged);
    }
    return new DriftBacktest(
        versions.model(),
        began,
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
    List<Float> outputs = prediction.outputs();
    BacktestSlices own =
        slices.computeIfAbsent(
            versions.model() + ":" + prediction.version().getAsInt(),
            label -> slices(label, !outputs.isEmpty()));
    @Nullable String problem = own.problem(input, outputs);
    if (problem != null) {
      leaveOut(problem);
      return;
    }
    pass(prediction.time());
    rows++;
    own.add(input, answer, outputs, now);
    if (own.rows() >= plan.rows()) {
      store.write(own.cut());
      leader.round(now, () -> false, this::judged);
    }
  }

  /** Ends the windows whose time is over. */
  private void pass(Instant time) {
    now = time.isAfter(now) ? time : now;
    if (plan.isTimed() && now.toEpochMilli() >= end) {
      cutAll();
      leader.round(now, () -> false, this::judged);
      end = plan.end(now.toEpochMilli());
    }
  }

  private void cutAll() {
    slices.values().stream()
        .filter(each -> each.rows() > 0)
        .map(BacktestSlices::cut)
        .sorted(Comparator.comparing(Slice::from))
        .forEach(store::write);
  }

  private BacktestSlices slices(String label, boolean outputs) {
    return new BacktestSlices(
        versions.version(versions.number(label).getAsInt()), detector, references, outputs);
  }

  private WatchedReference reference(String label) {
    return required(slices.get(label), "slices").reference();
  }

  private void leaveOut(String why) {
    leftOut.merge(why, 1L, Long::sum);
  }

  @Override
  public boolean knows(String label) {
    return slices.containsKey(label);
  }

  @Override
  public DriftSummary merge(String label, List<DriftSummary> summaries) {
    return reference(label).merge(detector, summaries);
  }

  @Override
  public WindowLeader.Judged judge(ClosedWindow window, @Nullable Spent before) {
    return judgement.judge(window, reference(window.label()), before, window.closed());
  }

  private void count(ThresholdAlarm alarm) {
    thresholds.merge(
        alarm.condition(),
        new DriftBacktest.Threshold(alarm.condition(), alarm.holds() ? 1 : 0, alarm.rate()),
        (all, one) ->
            new DriftBacktest.Threshold(
                all.condition(), all.windows() + one.windows(), all.expected() + one.expected()));
  }

  private void judged(DriftReport report) {
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
}
