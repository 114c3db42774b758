package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.verdict.WindowVerdict;
import io.lifecycle4j.core.monitoring.window.ClosedWindow;
import io.lifecycle4j.core.monitoring.window.WindowLeader.Judged;
import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.WindowTraffic;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges windows: gives each the level that the {@link AlarmBudget} of the model has for it,
 * whichever versions and processes serve, and makes a report of the {@link WindowVerdict}.
 *
 * @param versions knows how important columns are
 * @param began when monitoring began, if the model was never monitored before
 * @param thresholds what alarms beside the promise
 */
record WindowJudge(
    DriftMonitor plan,
    DriftDetector detector,
    KnownVersions versions,
    Instant began,
    DriftThresholds thresholds) {
  private static final Logger LOG = LoggerFactory.getLogger(WindowJudge.class);
  private static final double HALF = 0.5;
  private static final double TAIL = 0.99;

  WindowJudge(DriftMonitor plan, DriftDetector detector, KnownVersions versions, Instant began) {
    this(plan, detector, versions, began, new DriftThresholds(plan));
  }

  /**
   * Judges a window.
   *
   * @param before what was spent before it; null at the beginning
   * @param now when it is judged
   */
  Judged judge(
      ClosedWindow window, WatchedReference reference, @Nullable Spent before, Instant now) {
    AlarmBudget.Share share = share(window, before, now);
    List<ColumnDrift> columns =
        new WindowVerdict(share.level(), plan.minimalEffect())
            .of(detector, reference, window.summary(), versions.importance(window.label()));
    DriftReport.Builder report =
        DriftReport.builder(
                window.label(),
                window.closed(),
                window.summary().rows(),
                new DriftReport.Reference(reference.rows(), plan.referenceRows()))
            .id(Ids.next())
            .opened(window.opened())
            .level(share.level())
            .columns(columns)
            .alarms(
                thresholds.of(
                    window.label(),
                    reference.seasons(detector, window.summary()),
                    columns,
                    window.traffic()));
    if (window.traffic().requests() > 0) {
      report.traffic(traffic(window.traffic()));
    }
    if (window.early()) {
      report.closedEarly();
    }
    return new Judged(report.build(), new Spent(share.rest().left(), share.rest().at()));
  }

  private AlarmBudget.Share share(ClosedWindow window, @Nullable Spent before, Instant now) {
    AlarmBudget budget =
        before == null
            ? AlarmBudget.begin(plan, began)
            : new AlarmBudget(before.left(), before.at());
    if (budget.isAhead(now)) {
      LOG.warn(
          "A clock was set back: a window before that of {} closed at {}, and it is {} now. False"
              + " alarms are counted from now on",
          window.label(),
          budget.at(),
          now);
    }
    return window.summary().rows() == 0 // all were refused: nothing can alarm
        ? new AlarmBudget.Share(0, budget)
        : budget.spend(plan, window.closed(), now);
  }

  private static WindowTraffic traffic(TrafficCounts counts) {
    return new WindowTraffic(
        counts.requests(),
        counts.refusals(),
        counts.errors(),
        counts.latency(HALF),
        counts.latency(TAIL));
  }
}
