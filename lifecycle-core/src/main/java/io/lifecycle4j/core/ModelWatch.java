package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.monitoring.ModelQuality;
import io.lifecycle4j.core.monitoring.MonitorChecks;
import io.lifecycle4j.core.monitoring.QualityWatch;
import io.lifecycle4j.core.monitoring.WatchedFacts;
import io.lifecycle4j.core.schema.MetricNames;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.Alerts;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReports;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.schema.Task;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known about how one model does. Thread-safe. Closed after the last prediction. */
final class ModelWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);

  private final ModelRooms<?, ?> rooms;
  private final Supplier<OnRecord> record;
  private final WatchedFacts facts;
  private final QualityWatch quality;

  /**
   * Delivers nothing before {@link #open}.
   *
   * @param record throws once the model is closed
   * @param judging judges the windows that are full, if this process judges
   */
  ModelWatch(ModelRooms<?, ?> rooms, Supplier<OnRecord> record, Runnable judging) {
    this.rooms = rooms;
    this.record = record;
    this.facts =
        new WatchedFacts(
            rooms.versions(),
            this::quality,
            version -> reports().findNewest(version),
            judging,
            rooms.home().clock());
    this.quality =
        new QualityWatch(
            rooms.versions(),
            new Labels(),
            rooms.alerts(),
            rooms.home().medium(),
            rooms.home().clock());
  }

  void open() {
    checkMetrics();
    rooms.alerts().open();
    quality.wake();
  }

  /**
   * Classes are known once a version is trained, so conditions on metrics of a class are checked by
   * the version in production. One that is misspelt is rejected; a class that the version does not
   * have may be one of the next version.
   */
  private void checkMetrics() {
    Optional<ModelVersion> served = served();
    if (served.isEmpty() || rooms.settings().watched().isEmpty()) {
      return;
    }
    Task<?> task = served.get().manifest().task();
    for (ModelSettings.Watched each : rooms.settings().watched()) {
      for (Subject subject : each.condition().subjects()) {
        boolean isMetric = subject instanceof MetricSubject || subject instanceof MetricBound;
        if (isMetric && task.findMetric(subject.key()).isEmpty()) {
          String name = subject.key();
          MetricNames.meant(name, task)
              .ifPresent(it -> MetricNames.require(each.what(), name, task));
          LOG.warn(
              "No metric {} of {}: the {} cannot hold", name, served.get().label(), each.what());
        }
      }
    }
  }

  /** Returns the version in production, if it can be read; else loading it says why not. */
  private Optional<ModelVersion> served() {
    try {
      return rooms.versions().findProduction();
    } catch (LifecycleException e) {
      LOG.debug("No metrics of {} are checked", rooms.versions().model(), e);
      return Optional.empty();
    }
  }

  /** Has the quality measured, since labels came. */
  void labelled() {
    facts.labelled();
    quality.wake();
  }

  Optional<LiveLoss> judgeQuality() {
    return quality.judge();
  }

  /** What is recorded of the model, whose labels are watched. */
  private final class Labels implements QualityWatch.Source {
    @Override
    public long labels() {
      return record.get().labels();
    }

    @Override
    public Optional<LiveLoss> loss(int version) {
      return ModelQuality.loss(
          record.get().predictions(),
          rooms.versions(),
          rooms.settings().task(),
          rooms.home().clock(),
          version);
    }
  }

  WatchedFacts facts() {
    return facts;
  }

  LiveQuality quality() {
    return ModelQuality.of(
        record.get().predictions(),
        rooms.versions(),
        rooms.settings().task(),
        rooms.home().clock());
  }

  Alerts alerts() {
    return rooms
        .alerts()
        .alerts(() -> record.get().predictions(), version -> record.get().replay(version));
  }

  DriftBacktest.Period backtest(DriftMonitor monitor) {
    MonitorChecks.answers(required(monitor, "drift monitor"), rooms.settings().name());
    return rooms
        .alerts()
        .backtest(
            monitor,
            rooms.home().detector(),
            () -> record.get().predictions(),
            rooms.home().medium());
  }

  DriftReports reports() {
    return DriftObservers.reports(rooms.home().medium(), rooms.settings().name());
  }

  @Override
  public void close() {
    try (facts;
        quality) {
      rooms.alerts().close();
    }
  }
}
