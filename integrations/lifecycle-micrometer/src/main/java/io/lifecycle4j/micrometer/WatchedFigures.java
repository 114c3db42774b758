package io.lifecycle4j.micrometer;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.serving.ShadowReport;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the home knows of a model, read again after a while. Thread-safe. */
final class WatchedFigures {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFigures.class);
  private static final long PAUSE = Duration.ofSeconds(30).toNanos();

  /** The columns with the greatest drift have meters. */
  private static final int MOST_COLUMNS = 100;

  private final ManagedModel<?, ?> model;
  private final Clock clock;
  private final MultiGauge effects;
  private final MultiGauge pValues;
  private final ReentrantLock reading = new ReentrantLock();

  private volatile Figures last = Figures.NONE;
  private volatile long read;
  private volatile boolean isRead;

  // guarded by reading
  private Set<String> shown = Set.of();

  WatchedFigures(ManagedModel<?, ?> model, Clock clock, MultiGauge effects, MultiGauge pValues) {
    this.model = model;
    this.clock = clock;
    this.effects = effects;
    this.pValues = pValues;
  }

  /** Returns the figures; while one thread reads them, others get those of before. */
  Figures now() {
    if ((!isRead || clock.monotonicTime() - read > PAUSE) && reading.tryLock()) {
      try {
        last = figures();
        read = clock.monotonicTime();
        isRead = true;
        show();
      } finally {
        reading.unlock();
      }
    }
    return last;
  }

  private Figures figures() {
    try {
      Optional<DriftReport> report = model.reports().findNewest();
      Map<String, ColumnDrift> columns = new TreeMap<>();
      report.ifPresent(
          newest ->
              newest.columns().stream()
                  .limit(MOST_COLUMNS)
                  .forEach(column -> columns.putIfAbsent(column.name(), column)));
      return new Figures(
          columns,
          report
              .map(
                  newest -> (double) newest.columns().stream().filter(ColumnDrift::drifted).count())
              .orElse(Double.NaN),
          report.map(newest -> age(newest)).orElse(Double.NaN),
          model.alerts().open().size(),
          model.findShadow().map(Shadow::report));
    } catch (LifecycleException e) {
      LOG.warn("Cannot read what to measure of {}", model.name(), e);
      return Figures.NONE;
    } catch (ClosedException e) {
      return Figures.NONE; // the model is closed
    }
  }

  private double age(DriftReport report) {
    return (clock.wallTime() - report.closed().toEpochMilli()) / 1e3;
  }

  /** Registers columns that are new, and removes those that are gone. */
  private void show() {
    Set<String> columns = last.columns().keySet();
    if (!columns.equals(shown)) {
      shown = columns;
      effects.register(rows(columns, column -> column.divergence().effect()), true);
      pValues.register(rows(columns, ColumnDrift::adjusted), true);
    }
  }

  private List<Row<?>> rows(Set<String> columns, ToDoubleFunction<ColumnDrift> value) {
    List<Row<?>> rows = new ArrayList<>();
    for (String column : columns) {
      rows.add(Row.of(Tags.of("column", column), () -> now().of(column, value)));
    }
    return rows;
  }

  /**
   * What is known at a time.
   *
   * @param columns the columns of the newest drift report, by name
   * @param drifted how many columns drifted in it; NaN without a report
   * @param age how old it is, in seconds; NaN without a report
   * @param alerts how many alerts are open
   * @param shadow what the shadow compared; empty if none runs
   */
  record Figures(
      Map<String, ColumnDrift> columns,
      double drifted,
      double age,
      double alerts,
      Optional<? extends ShadowReport<?>> shadow) {
    static final Figures NONE =
        new Figures(Map.of(), Double.NaN, Double.NaN, Double.NaN, Optional.empty());

    double of(String column, ToDoubleFunction<ColumnDrift> value) {
      ColumnDrift known = columns.get(column);
      return known == null ? Double.NaN : value.applyAsDouble(known);
    }

    double compared() {
      return shadow.map(report -> (double) report.compared()).orElse(Double.NaN);
    }

    double different() {
      return shadow.map(report -> (double) report.different()).orElse(Double.NaN);
    }
  }
}
