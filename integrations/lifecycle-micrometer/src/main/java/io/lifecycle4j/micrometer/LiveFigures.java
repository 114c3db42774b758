package io.lifecycle4j.micrometer;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityWindow;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How good the version in production was by the labels of its latest predictions. The log is read
 * on a thread of its own, since that may take longer than a scrape waits. Thread-safe.
 */
final class LiveFigures {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFigures.class);
  private static final long PAUSE = Duration.ofMinutes(1).toNanos();

  /** The first metrics by their names have meters. */
  private static final int MOST_METRICS = 100;

  private final ManagedModel<?, ?> model;

  /** Read once: a closed model does not say it. */
  private final String name;

  private final Duration period;
  private final Clock clock;
  private final MultiGauge values;
  private final AtomicBoolean reading = new AtomicBoolean();

  private volatile Figures last = Figures.NONE;
  private volatile long read;
  private volatile boolean isRead;

  /** Of one thread at a time: of the one that reads. */
  private Set<String> shown = Set.of();

  LiveFigures(ManagedModel<?, ?> model, Duration period, Clock clock, MultiGauge values) {
    this.model = model;
    this.name = model.name();
    this.period = period;
    this.clock = clock;
    this.values = values;
  }

  /** Returns the newest figures, and has them read again if they are old. */
  Figures now() {
    boolean isOld = !isRead || clock.monotonicTime() - read > PAUSE;
    if (isOld && reading.compareAndSet(false, true)) {
      Thread thread = new Thread(this::read, "lifecycle4j-live-meters-" + name);
      thread.setDaemon(true);
      thread.start();
    }
    return last;
  }

  private void read() {
    try {
      Figures figures = figures();
      show(figures.metrics().keySet());
      last = figures;
    } finally {
      read = clock.monotonicTime();
      isRead = true;
      reading.set(false);
    }
  }

  private Figures figures() {
    try {
      return model.findProduction().flatMap(this::window).map(Figures::of).orElse(Figures.NONE);
    } catch (LifecycleException e) {
      LOG.warn("Cannot measure the live quality of {}", name, e);
      return Figures.NONE;
    } catch (ClosedException e) {
      return Figures.NONE; // the model is closed
    }
  }

  private Optional<QualityWindow> window(ModelVersion version) {
    Instant end = Instant.ofEpochMilli(clock.wallTime()).plusMillis(1);
    return model
        .quality()
        .version(version)
        .between(end.minus(period), end)
        .withoutEstimates()
        .measure()
        .findNewest(version.number());
  }

  /** Registers metrics that are new, and removes those that are gone. */
  private void show(Set<String> metrics) {
    if (!metrics.equals(shown)) {
      List<Row<?>> rows = new ArrayList<>();
      for (String metric : metrics) {
        rows.add(Row.of(Tags.of("metric", metric), () -> now().value(metric)));
      }
      values.register(rows, true);
      shown = metrics;
    }
  }

  /**
   * What is known at a time.
   *
   * @param metrics the values of metrics by name, sorted
   * @param coverage the share of predictions that have a label; NaN if there are none
   * @param labelled how many have one; NaN if nothing is known
   */
  record Figures(Map<String, Double> metrics, double coverage, double labelled) {
    static final Figures NONE = new Figures(Map.of(), Double.NaN, Double.NaN);

    static Figures of(QualityWindow window) {
      Map<String, Double> metrics = new TreeMap<>();
      window.metrics().values().stream()
          .limit(MOST_METRICS)
          .forEach((QualityMetric metric) -> metrics.put(metric.name(), metric.value()));
      return new Figures(metrics, window.coverage().share(), window.coverage().labelled());
    }

    double value(String metric) {
      return metrics.getOrDefault(metric, Double.NaN);
    }
  }
}
