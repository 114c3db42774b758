package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.ClosedWindow;
import io.lifecycle4j.core.monitoring.window.KeptReports;
import io.lifecycle4j.core.monitoring.window.LocalWindows;
import io.lifecycle4j.core.monitoring.window.Slice;
import io.lifecycle4j.core.monitoring.window.WindowLeader;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges the windows that are stored with reports once more, as another monitor would: of each it
 * needs the summary only, and none of its predictions. Not thread-safe.
 */
final class WindowBacktest implements WindowLeader.Versions {
  private final DriftDetector detector;
  private final WindowPlan plan;
  private final KnownVersions versions;
  private final WindowJudge judgement;
  private final LocalWindows store = new LocalWindows();
  private final WindowLeader leader;
  private final BacktestTally tally;
  private final Instant began;
  private final Map<String, Optional<WatchedReference>> references = new HashMap<>();

  WindowBacktest(
      ModelVersions versions,
      DriftDetector detector,
      DriftMonitor monitor,
      AlertPolicy policy,
      ChangeHints hints,
      Instant began) {
    this.detector = detector;
    this.plan = WindowPlan.of(monitor);
    this.versions = new VersionReferences(versions, monitor);
    this.judgement = new WindowJudge(monitor, detector, this.versions, began);
    this.leader = new WindowLeader(plan, store, this);
    this.tally = new BacktestTally(versions.model(), policy, hints);
    this.began = began;
  }

  DriftBacktest run(KeptReports reports, Instant to) {
    reports.rows(began, to, this::add);
    if (plan.isTimed()) {
      leader.round(to, () -> false, tally::judged);
    }
    return tally.between(began, to);
  }

  private void add(DriftReport report, @Nullable Slice rows) {
    if (rows == null) {
      tally.leaveOut("of windows without a summary", report.rows());
      return;
    }
    String problem = problem(rows);
    if (problem != null) {
      tally.leaveOut(problem, rows.summary().rows());
      return;
    }
    tally.watched(rows.summary().rows());
    store.write(rows);
    leader.round(report.closed(), () -> false, tally::judged);
  }

  private @Nullable String problem(Slice rows) {
    if (!knows(rows.label())) {
      return "of a version without a reference";
    }
    try {
      merge(rows.label(), List.of(rows.summary()));
      return null;
    } catch (InvalidValueException e) { // as the message of the exception says
      return "counted for another reference";
    }
  }

  private Optional<WatchedReference> find(String label) {
    return references.computeIfAbsent(label, versions::reference);
  }

  @Override
  public boolean knows(String label) {
    return find(label).isPresent();
  }

  @Override
  public DriftSummary merge(String label, List<DriftSummary> summaries) {
    return find(label).orElseThrow().merge(detector, summaries);
  }

  @Override
  public WindowLeader.Judged judge(ClosedWindow window, @Nullable Spent before) {
    return judgement.judge(window, find(window.label()).orElseThrow(), before, window.closed());
  }
}
