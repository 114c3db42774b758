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

/**
 * Watches what one version sees and answers.
 *
 * <p>A version brings its reference, taken from its training rows. A function has none: its first
 * ten windows become the reference. Thread-safe.
 */
final class Watching {
  /**
   * How many windows a reference has: with fewer, what is chance in the reference alarms for ever.
   */
  private static final int REFERENCE_WINDOWS = 10;

  private final Routes.Monitoring settings;
  private final String label;
  private final Schema input;
  private final Task<?> task;
  private final @Nullable Profiler learning;
  private volatile @Nullable DriftWatch watch;
  private int learned;

  Watching(
      Routes.Monitoring settings,
      String label,
      Schema input,
      Task<?> task,
      @Nullable Profile reference) {
    this.settings = settings;
    this.label = label;
    this.input = input;
    this.task = task;
    if (settings.watch() == null) {
      this.learning = null;
    } else if (reference == null) {
      this.learning = new Profiler(statistics());
    } else {
      this.learning = null;
      start(reference);
    }
  }

  private Statistics statistics() {
    Schema answered = AnsweredRow.with(input, task);
    return Statistics.of(answered, answered);
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

  /** Says that rows were shown to eyes. */
  void seen(int rows) {
    DriftWatch now = watch;
    if (now != null) {
      now.completed(rows);
    }
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

  /** Records rows into the window that is open. For one thread at a time. */
  final class Eye {
    private final AnsweredRow answered = new AnsweredRow(input, task);
    private final Statistics statistics = statistics();
    private final RecorderSink sink = new RecorderSink();

    void see(Row row, Object answer) {
      DriftWatch now = watch;
      if (now != null) {
        sink.recorder = now.recorder();
        statistics.observe(answered.show(row, answer), sink);
      } else if (learning != null) {
        learn(answered.show(row, answer));
      }
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
