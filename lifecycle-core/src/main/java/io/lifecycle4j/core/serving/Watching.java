package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.DriftWatch;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.monitoring.DriftRecorder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.Watch;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what one version sees and answers.
 *
 * <p>A version brings its reference, taken from its training rows. A function has none: its first
 * ten windows become the reference. Thread-safe.
 */
final class Watching {
  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

  /**
   * How many windows a reference has: with fewer, what is chance in the reference alarms for ever.
   */
  private static final int REFERENCE_WINDOWS = 10;

  private final Routes.Monitoring settings;
  private final String label;
  private final Seen seen;
  private final @Nullable Profiler learning;
  private volatile @Nullable DriftWatch watch;
  private volatile boolean failed;
  private int learned;

  /**
   * What is seen.
   *
   * @param rows the columns that rows have
   * @param watched the columns that are watched, in the order of the reference; among those of rows
   * @param task what is answered
   */
  record Seen(Schema rows, Schema watched, Task<?> task) {
    Statistics statistics() {
      return Statistics.of(AnsweredRow.with(watched, task), AnsweredRow.with(rows, task));
    }
  }

  Watching(Routes.Monitoring settings, String label, Seen seen, @Nullable Profile reference) {
    this.settings = settings;
    this.label = label;
    this.seen = seen;
    if (settings.watch() == null) {
      this.learning = null;
    } else if (reference == null) {
      this.learning = new Profiler(seen.statistics());
    } else {
      this.learning = null;
      start(reference);
    }
  }

  private void start(Profile reference) {
    Watch plan = settings.watch();
    if (plan != null) {
      watch =
          new DriftWatch(
              label, reference, plan, settings.detector(), settings.clock(), settings.listener());
    }
  }

  /** Returns an eye for one thread at a time. */
  Eye eye() {
    return new Eye();
  }

  Optional<DriftReport> report() {
    DriftWatch now = watch;
    return now == null ? Optional.empty() : now.last();
  }

  private synchronized void learn(Row row) {
    Watch plan = settings.watch();
    if (learning != null && plan != null && learned < REFERENCE_WINDOWS * plan.window()) {
      learning.add(row);
      learned++;
      if (learned == REFERENCE_WINDOWS * plan.window()) {
        start(learning.profile());
      }
    }
  }

  private void failed(RuntimeException e) {
    if (!failed) { // once is enough to say so
      failed = true;
      LOG.error("Cannot watch {}: rows are missing from its windows", label, e);
    }
  }

  /** Records rows into the window that is open. For one thread at a time. */
  final class Eye {
    private final AnsweredRow answered = new AnsweredRow(seen.rows(), seen.task());
    private final Statistics statistics = seen.statistics();
    private final RecorderSink sink = new RecorderSink();
    private int recorded;

    /** Records a row. What the watch throws is logged: a prediction must not fail for it. */
    void see(Row row, Object answer) {
      try {
        record(row, answer);
      } catch (RuntimeException e) {
        failed(e);
      }
    }

    private void record(Row row, Object answer) {
      DriftWatch now = watch;
      if (now != null) {
        sink.recorder = now.recorder();
        statistics.observe(answered.show(row, answer), sink);
        recorded++;
      } else if (learning != null) {
        learn(answered.show(row, answer));
      }
    }

    /** Says that the rows of a call were shown; judges the window if they filled it. */
    void done() {
      DriftWatch now = watch;
      if (now != null) {
        now.completed(recorded); // not those that became the reference
      }
      recorded = 0;
    }
  }

  private static final class RecorderSink implements Statistics.Sink {
    private @Nullable DriftRecorder recorder;

    @Override
    public void number(int statistic, double value) {
      if (recorder != null) {
        recorder.record(statistic, value);
      }
    }

    @Override
    public void text(int statistic, String value) {
      if (recorder != null) {
        recorder.record(statistic, value);
      }
    }
  }
}
