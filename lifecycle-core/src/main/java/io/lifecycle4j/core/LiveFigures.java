package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.schema.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is known of a version that serves: whether it has drifted, and its live metrics over the
 * last 30 days. Thread-safe.
 */
final class LiveFigures {
  /** A live metric of fewer labelled predictions is not known. */
  private static final long LEAST_ROWS = 50;

  private static final Duration TRAILING = Duration.ofDays(30);

  /** The log is read at most so often for a metric. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final Function<ModelVersion, Optional<DriftReport>> drift;
  private final Supplier<LiveQuality> quality;
  private final Map<String, Measured> measured = new ConcurrentHashMap<>();

  private record Measured(int version, Instant time, OptionalDouble value) {}

  /**
   * Reads nothing yet.
   *
   * @param drift finds the newest drift report of a version
   * @param quality begins a query of live metrics
   */
  private LiveFigures(
      Function<ModelVersion, Optional<DriftReport>> drift, Supplier<LiveQuality> quality) {
    this.drift = drift;
    this.quality = quality;
  }

  /** Returns those of a model, whose server knows the newest drift report of this process. */
  static LiveFigures of(Supplier<ModelServer<?, ?>> server, Supplier<LiveQuality> quality) {
    return new LiveFigures(
        version ->
            server
                .get()
                .observer()
                .flatMap(DriftObservers::report)
                .filter(report -> report.model().equals(version.label())),
        quality);
  }

  /** Rejects a condition on what is not known of a version that serves. */
  static void checkKnown(Condition condition, Task<?> task) {
    for (Subject subject : condition.subjects()) {
      check(
          subject instanceof WatchSubject.Count
              || subject instanceof WatchSubject.Elapsed
              || subject instanceof Subject.Metric,
          "Invalid condition of retrainings: %s is not known of a served model",
          subject.words());
      check(
          !(subject instanceof Subject.Metric metric) || task.findMetric(metric.key()).isPresent(),
          "Invalid condition of retrainings: no metric %s of the task %s",
          subject.words(),
          task.id());
    }
  }

  /** Returns a figure of a version at a time; empty if it is not known, also for want of rows. */
  OptionalDouble number(ModelVersion version, Subject subject, Instant now) {
    if (subject == WatchSubject.Count.DRIFTED_COLUMNS) {
      return drift
          .apply(version)
          .map(report -> OptionalDouble.of(report.driftedColumns().size()))
          .orElse(OptionalDouble.empty());
    }
    if (subject instanceof Subject.Metric metric) {
      return measured(version, metric.key(), now);
    }
    throw new InvalidValueException(
        "Cannot compare " + subject.words() + ": not known of a served model");
  }

  private OptionalDouble measured(ModelVersion version, String metric, Instant now) {
    Measured last = measured.get(metric);
    if (last == null
        || last.version() != version.number()
        || now.isBefore(last.time())
        || !now.isBefore(last.time().plus(FRESH))) {
      OptionalDouble value =
          quality
              .get()
              .version(version)
              .between(now.minus(TRAILING), now)
              .metrics(metric)
              .measure()
              .findNewest(version.number())
              .map(window -> window.find(metric, LEAST_ROWS))
              .orElse(OptionalDouble.empty());
      last = new Measured(version.number(), now, value);
      measured.put(metric, last);
    }
    return last.value();
  }
}
