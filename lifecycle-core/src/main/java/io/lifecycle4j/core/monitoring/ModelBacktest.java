package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.required;

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
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads logged predictions as if a monitor had watched them when they were made: the times of the
 * predictions are its clock, and its windows are judged as those of a served model. Not
 * thread-safe.
 */
final class ModelBacktest implements WindowLeader.Versions {
  private final ModelVersions versions;
  private final DriftDetector detector;
  private final WindowPlan plan;
  private final DriftReferences references;
  private final WindowJudge judgement;
  private final LocalWindows store = new LocalWindows();
  private final WindowLeader leader;
  private final BacktestTally tally;
  private final Instant began;
  private final Map<String, BacktestSlices> slices = new HashMap<>();
  private Instant now = Instant.MIN;

  /** When windows end by time, in milliseconds since 1970. */
  private long end = Long.MIN_VALUE;

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
    this.tally = new BacktestTally(versions.model(), policy, hints);
    this.began = began;
  }

  DriftBacktest run(Predictions predictions, Instant to) {
    predictions.forEach(this::add);
    if (plan.isTimed()) {
      cutAll();
      leader.round(to, () -> false, tally::judged);
    }
    return tally.between(began, to);
  }

  private void add(LoggedPrediction prediction) {
    String answer = prediction.findAnswer().orElse(null);
    Row input = prediction.findInput().orElse(null);
    String problem = answer == null ? "without answer" : input == null ? "without input" : null;
    if (problem == null && prediction.version().isEmpty()) {
      problem = "answered by a function";
    }
    if (problem != null) {
      tally.leaveOut(problem, 1);
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
      tally.leaveOut(problem, 1);
      return;
    }
    pass(prediction.time());
    tally.watched(1);
    own.add(input, answer, outputs, now);
    if (own.rows() >= plan.rows()) {
      store.write(own.cut());
      leader.round(now, () -> false, tally::judged);
    }
  }

  /** Ends the windows whose time is over. */
  private void pass(Instant time) {
    now = time.isAfter(now) ? time : now;
    if (plan.isTimed() && now.toEpochMilli() >= end) {
      cutAll();
      leader.round(now, () -> false, tally::judged);
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
}
