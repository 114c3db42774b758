package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.monitoring.ModelQuality;
import io.lifecycle4j.core.monitoring.QualityWatch;
import io.lifecycle4j.core.monitoring.WatchedFacts;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.monitoring.Alerts;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReports;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveQuality;
import java.util.Optional;
import java.util.function.Supplier;

/** What is known about how one model does. Thread-safe. Closed after the last prediction. */
final class ModelWatch implements AutoCloseable {
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
    rooms.alerts().open();
    quality.wake();
  }

  /** Has the quality measured, since labels came. */
  void labelled() {
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
    return rooms
        .alerts()
        .backtest(
            required(monitor, "drift monitor"),
            rooms.home().detector(),
            () -> record.get().predictions());
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
