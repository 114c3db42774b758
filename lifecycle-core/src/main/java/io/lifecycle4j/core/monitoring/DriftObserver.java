package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.strata.RowStratum;
import io.lifecycle4j.core.monitoring.strata.Strata;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.serving.PredictionObserver;
import io.lifecycle4j.core.serving.PredictionRecord;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Row;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes the requests and answers of one version for drift.
 *
 * <p>A version has a reference, taken from rows that its trainer did not learn from. A function has
 * none, nor has a version trained on fewer than ten rows: the first eleven windows of all processes
 * become the reference. Thread-safe.
 */
final class DriftObserver implements PredictionObserver {
  private static final Logger LOG = LoggerFactory.getLogger(DriftObserver.class);

  private final DriftObservers settings;
  private final String label;
  private final Seen seen;
  private final WatchedColumns watched;
  private final @Nullable RowStratum strata;

  /** Null if the version has a reference of its own. */
  private final @Nullable ReferenceLearner learner;

  private volatile @Nullable DriftWindows windows;
  private volatile boolean failed;

  DriftObserver(
      DriftObservers settings,
      DriftMonitor plan,
      String label,
      Seen seen,
      DriftReferences.Reference reference) {
    this.settings = settings;
    this.label = label;
    this.seen = seen;
    this.watched = reference.columns();
    WatchedReference rows = reference.rows();
    strata = rows == null ? null : RowStratum.of(rows.strata(), seen.rows());
    if (rows == null) {
      learner = settings.learner(label, plan, watched, seen.rows(), now -> windows = now);
      long known = learner.begin().map(WatchedReference::rows).orElse(0L);
      shortage(label, known, plan).ifPresent(settings.log()::warn);
    } else {
      learner = null;
      shortage(label, rows.rows(), plan).ifPresent(settings.log()::warn);
      gaps(label, rows).ifPresent(settings.log()::warn);
      windows = settings.windows(label, rows, plan);
    }
  }

  /** Describes what a reference lacks for the promised rate of false alarms; empty if nothing. */
  static Optional<String> shortage(String label, long rows, DriftMonitor plan) {
    if (rows == 0) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "The drift reference of %s has no rows: the first %d windows of %d become the"
                  + " reference, so drift before their end is not detected (split off validation"
                  + " rows)",
              label,
              DriftMonitor.REFERENCE_WINDOWS + 1,
              plan.windowRows()));
    }
    return rows >= plan.referenceRows()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The drift reference of %s has %d rows (needs %d, %d windows of %d): small shifts"
                    + " stay unseen, and the promise of false alarms holds on average over such"
                    + " references only (%s, or watch smaller windows)",
                label,
                rows,
                plan.referenceRows(),
                DriftMonitor.REFERENCE_WINDOWS,
                plan.windowRows(),
                plan.reference().isPresent()
                    ? "name a larger dataset version"
                    : "split off more validation rows"));
  }

  /** Describes the seasons that a reference lacks; empty if it lacks none. */
  static Optional<String> gaps(String label, WatchedReference rows) {
    long empty = rows.emptySeasons();
    Strata strata = rows.strata();
    return empty == 0 || strata == null
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The drift reference of %s has no rows of %d of its %d seasons: live rows of these"
                    + " are not compared (name a dataset version that covers all seasons, such as"
                    + " whole years)",
                label,
                empty,
                strata.seasons()));
  }

  private Statistics statistics() {
    return watched.statistics(seen.rows());
  }

  @Override
  public boolean needsEmbeddings() {
    DriftWindows now = windows;
    return now != null && now.reference().hasEmbeddings();
  }

  @Override
  public Calls calls() {
    return new WindowCalls();
  }

  Optional<DriftReport> report() {
    return settings.report(label);
  }

  private void learn(Row row) {
    if (learner != null) {
      learner.learn(row);
    }
  }

  /** Forgets the reference that was learned. */
  void forget(Actor by, String reason) {
    settings.forget(label, by, reason);
  }

  /** Returns the stratum of a row, which without a time of its own has that of its answer. */
  private int stratum(Row row, PredictionRecord<?, ?> record) {
    RowStratum found = strata;
    if (found == null) {
      return 0;
    }
    Instant time = record.time();
    return found.of(row, time == null ? settings.millis() : time.toEpochMilli());
  }

  private void failed(RuntimeException e) {
    if (!failed) { // logged once
      failed = true;
      LOG.error("Cannot watch {}: rows are missing from its windows", label, e);
    }
  }

  /** Records the rows of a call in the window that was open at the first of them. */
  private final class WindowCalls implements Calls {
    private final AnsweredRow answered = new AnsweredRow(seen.rows(), seen.task());
    private final RowRecorder rows = new RowRecorder(statistics());
    private DriftWindows.@Nullable Window window;
    private int recorded;

    @Override
    public void observe(PredictionRecord<?, ?> record) {
      DriftWindows.Window open = open();
      if (open != null) {
        record.countIn(open.traffic());
      }
      Row row = record.row();
      Object answer = record.value();
      if (row == null || answer == null) {
        return; // refused, or without an answer
      }
      try {
        record(row, answer, record.outputs(), stratum(row, record));
        float[] embedding = record.embedding();
        if (embedding != null && window != null) {
          rows.embedding(embedding, window.recorders());
        }
      } catch (RuntimeException e) {
        failed(e);
      }
    }

    /** Returns the window that the call is in; null while the reference is learned. */
    private DriftWindows.@Nullable Window open() {
      DriftWindows now = windows;
      if (window == null && now != null) {
        window = now.window();
      }
      return window;
    }

    private void record(Row row, Object answer, double @Nullable [] outputs, int stratum) {
      DriftWindows.Window open = open();
      if (open != null) {
        rows.record(answered.show(row, answer, outputs), open.recorders(), stratum);
        recorded++;
      } else {
        learn(answered.show(row, answer, outputs));
      }
    }

    @Override
    public void end() {
      if (window != null) {
        window.completed(recorded); // without the rows that became the reference
      }
      window = null;
      recorded = 0;
    }
  }
}
