package io.lifecycle4j.core;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityWindow;
import io.lifecycle4j.observation.Measure;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.serving.ShadowReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one open model, for gauges. It is read on a thread of its own, since that may
 * take longer than the reader of a gauge waits; and only while gauges are read. Thread-safe.
 */
final class ModelFigures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFigures.class);

  /** Figures of this age are read again. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** The same for live quality, which reads the log. */
  static final Duration QUALITY_PAUSE = Duration.ofMinutes(1);

  private static final Duration END = Duration.ofSeconds(1);

  /** So many columns, those with the greatest drift, and so many metrics have gauges. */
  private static final int MOST_PARTS = 100;

  private static final List<Measure> ALWAYS =
      List.of(
          Measure.DRIFT_COLUMNS,
          Measure.DRIFT_AGE,
          Measure.ALERTS_OPEN,
          Measure.SHADOW_COMPARED,
          Measure.SHADOW_DIFFERENT);
  private static final List<Measure> OF_QUALITY =
      List.of(Measure.QUALITY_COVERAGE, Measure.QUALITY_LABELLED);

  private final String name;
  private final ManagedModel<?, ?> model;

  /** Null if live quality is not measured. */
  private final @Nullable Duration period;

  private final InstantSource clock;
  private final Consumer<Collection<Key>> shows;
  private final Consumer<ModelFigures> closes;
  private final Rounds rounds;

  private volatile Read watched = Read.NOTHING;
  private volatile Read quality = Read.NOTHING;

  /**
   * Reads nothing yet.
   *
   * @param shows is called with what is known, before it is: some of it may be new
   * @param closes is called once nothing is read any more
   */
  ModelFigures(
      String name,
      ManagedModel<?, ?> model,
      Optional<Duration> period,
      InstantSource clock,
      Consumer<Collection<Key>> shows,
      Consumer<ModelFigures> closes) {
    this.name = name;
    this.model = model;
    this.period = period.orElse(null);
    this.clock = clock;
    this.shows = shows;
    this.closes = closes;
    this.rounds = new Rounds("figures-" + name, this::round);
  }

  /** A figure: a measure, and its part if it has some. */
  record Key(Measure measure, Optional<String> part) {
    static Key of(Measure measure) {
      return new Key(measure, Optional.empty());
    }

    static Key of(Measure measure, String part) {
      return new Key(measure, Optional.of(part));
    }
  }

  /**
   * What was read at a time.
   *
   * @param at when; null if never
   * @param report the end of the newest window; null without one
   */
  private record Read(@Nullable Instant at, Map<Key, Double> values, @Nullable Instant report) {
    static final Read NOTHING = new Read(null, Map.of(), null);

    boolean isOlder(Duration age, Instant now) {
      return at == null || Duration.between(at, now).compareTo(age) > 0;
    }
  }

  /** Returns what is always shown, whether it is known or not. */
  List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    ALWAYS.forEach(measure -> keys.add(Key.of(measure)));
    if (period != null) {
      OF_QUALITY.forEach(measure -> keys.add(Key.of(measure)));
    }
    return keys;
  }

  /** Returns a figure, NaN if it is not known, and has old ones read again. */
  double value(Key key) {
    double known = known(key, watched, quality);
    if (isWatchedOld() || isQualityOld()) {
      rounds.wake();
    }
    return known;
  }

  private double known(Key key, Read watched, Read quality) {
    if (key.measure() == Measure.DRIFT_AGE) {
      return watched.report == null
          ? Double.NaN
          : Duration.between(watched.report, clock.instant()).toMillis() / 1e3;
    }
    Double value = watched.values.get(key);
    return value == null ? quality.values.getOrDefault(key, Double.NaN) : value;
  }

  private boolean isWatchedOld() {
    return watched.isOlder(PAUSE, clock.instant());
  }

  private boolean isQualityOld() {
    return period != null && quality.isOlder(QUALITY_PAUSE, clock.instant());
  }

  private @Nullable Duration round() {
    if (isWatchedOld()) {
      Read now = read(this::readWatched);
      shows.accept(now.values.keySet());
      watched = now;
    }
    Duration over = period;
    if (over != null && isQualityOld()) {
      Read now = read(time -> readQuality(time, over));
      shows.accept(now.values.keySet());
      quality = now;
    }
    return null;
  }

  /** Reads at a time. */
  private interface Reader {
    Read read(Instant now);
  }

  private Read read(Reader reader) {
    Instant now = clock.instant();
    try {
      return reader.read(now);
    } catch (LifecycleException e) {
      LOG.warn("Cannot read what to measure of {}", name, e);
    } catch (ClosedException e) {
      LOG.debug("The model {} was closed while it was measured", name, e);
    }
    return new Read(now, Map.of(), null);
  }

  private Read readWatched(Instant now) {
    Map<Key, Double> values = new HashMap<>();
    Optional<DriftReport> report = model.reports().findNewest();
    report.ifPresent(newest -> drift(newest, values));
    values.put(Key.of(Measure.ALERTS_OPEN), (double) model.alerts().open().size());
    model.findShadow().map(Shadow::report).ifPresent(shadow -> shadow(shadow, values));
    return new Read(now, Map.copyOf(values), report.map(DriftReport::closed).orElse(null));
  }

  private static void drift(DriftReport report, Map<Key, Double> values) {
    long drifted = report.columns().stream().filter(ColumnDrift::drifted).count();
    values.put(Key.of(Measure.DRIFT_COLUMNS), (double) drifted);
    for (ColumnDrift column :
        report.columns().subList(0, Math.min(MOST_PARTS, report.columns().size()))) {
      values.putIfAbsent(Key.of(Measure.DRIFT_EFFECT, column.name()), column.divergence().effect());
      values.putIfAbsent(Key.of(Measure.DRIFT_P, column.name()), column.adjusted());
    }
  }

  private static void shadow(ShadowReport<?> shadow, Map<Key, Double> values) {
    values.put(Key.of(Measure.SHADOW_COMPARED), (double) shadow.compared());
    values.put(Key.of(Measure.SHADOW_DIFFERENT), (double) shadow.different());
  }

  private Read readQuality(Instant now, Duration over) {
    Map<Key, Double> values = new HashMap<>();
    Instant end = now.plusMillis(1);
    model
        .findProduction()
        .flatMap(
            version ->
                model
                    .quality()
                    .version(version)
                    .between(end.minus(over), end)
                    .withoutEstimates()
                    .measure()
                    .findNewest(version.number()))
        .ifPresent(window -> quality(window, values));
    return new Read(now, Map.copyOf(values), null);
  }

  private static void quality(QualityWindow window, Map<Key, Double> values) {
    window.metrics().values().stream()
        .limit(MOST_PARTS)
        .forEach(
            (QualityMetric metric) ->
                values.put(Key.of(Measure.QUALITY_VALUE, metric.name()), metric.value()));
    values.put(Key.of(Measure.QUALITY_COVERAGE), window.coverage().share());
    values.put(Key.of(Measure.QUALITY_LABELLED), (double) window.coverage().labelled());
  }

  @Override
  public void close() {
    closes.accept(this);
    rounds.end(END);
  }
}
