package io.lifecycle4j.micrometer;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.ManagedModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the home knows of one open model: drift by column, open alerts, and its shadow.
 *
 * <pre>{@code
 * ModelMeters.of(model).bindTo(registry);
 * }</pre>
 *
 * <p>The home is read when the meters are, at most every 30 seconds, on the thread that reads them.
 * Drift is that of the newest report, whichever process judged the window, so all processes show
 * the same: aggregate by {@code max}. Values are NaN while nothing is known, and once the model is
 * closed; bind the meters of a model that is opened again, which replace them. Thread-safe.
 */
public final class ModelMeters implements MeterBinder {
  /** What the names of these gauges begin with. */
  private static final List<String> GROUPS = List.of("drift.", "alerts.", "shadow.", "quality.");

  /** Tags of the parts of a model. */
  private static final Set<String> PARTS = Set.of("column", "metric");

  private final ManagedModel<?, ?> model;
  private final Tags tags;
  private final @Nullable Duration period;

  private ModelMeters(ManagedModel<?, ?> model, Tags tags, @Nullable Duration period) {
    this.model = model;
    this.tags = tags;
    this.period = period;
  }

  /**
   * Returns the meters of a model.
   *
   * @param model the open model
   * @param tags are added to each meter
   * @return binds them to a registry
   */
  public static ModelMeters of(ManagedModel<?, ?> model, Tag... tags) {
    Tags all = Tags.of(required(tags, "tags")).and("model", required(model, "model").name());
    return new ModelMeters(model, all, null);
  }

  /**
   * Adds the live quality of the version in production: its metrics by the labels that are recorded
   * for its latest predictions, and how many of them have one. Default: it is not measured.
   *
   * <p>The log of that time is read at most once a minute while the meters are, on a thread of its
   * own; the meters show what was read last. It takes about 300 bytes of memory for each prediction
   * of the time, until it is read.
   *
   * @param over how long ago the oldest of these predictions was made, at least a second
   * @return a changed copy
   * @throws io.lifecycle4j.error.InvalidValueException if it is shorter
   */
  public ModelMeters withLiveQuality(Duration over) {
    check(
        required(over, "time of live quality").compareTo(Duration.ofSeconds(1)) >= 0,
        "Invalid time of live quality: %s (must be at least one second)",
        over);
    return new ModelMeters(model, tags, over);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    removeEarlier(registry);
    WatchedFigures figures =
        new WatchedFigures(
            model,
            registry.config().clock(),
            many(registry, "drift.effect", "Effect size of the drift in the newest window"),
            many(registry, "drift.p", "Adjusted p-value of a column in the newest window"));
    gauge(
        registry,
        figures::now,
        "drift.columns",
        "Columns that drifted in the newest window",
        "columns",
        WatchedFigures.Figures::drifted);
    gauge(
        registry,
        figures::now,
        "drift.age",
        "Time since the newest window was closed",
        "seconds",
        WatchedFigures.Figures::age);
    gauge(
        registry, figures::now, "alerts.open", "Open alerts", null, WatchedFigures.Figures::alerts);
    bindShadow(registry, figures);
    figures.now();
    if (period != null) {
      bindQuality(registry, period);
    }
  }

  /**
   * Removes the meters of an earlier opening of the model: a registry returns a gauge that it has,
   * which would show NaN for good, as that model is closed.
   */
  private void removeEarlier(MeterRegistry registry) {
    List<Tag> own = tags.stream().toList();
    for (Meter meter : registry.getMeters()) {
      List<Tag> others = new ArrayList<>(meter.getId().getTags());
      boolean isOfModel = others.containsAll(own);
      others.removeAll(own);
      if (isOfModel
          && GROUPS.stream().map(ModelMeters::name).anyMatch(meter.getId().getName()::startsWith)
          && others.stream().map(Tag::getKey).allMatch(PARTS::contains)
          && meter.getId().getType() == Meter.Type.GAUGE) {
        registry.remove(meter);
      }
    }
  }

  private void bindShadow(MeterRegistry registry, WatchedFigures figures) {
    gauge(
        registry,
        figures::now,
        "shadow.compared",
        "Predictions that the running shadow repeated",
        "predictions",
        WatchedFigures.Figures::compared);
    gauge(
        registry,
        figures::now,
        "shadow.different",
        "Those for which it had another answer",
        "predictions",
        WatchedFigures.Figures::different);
  }

  private void bindQuality(MeterRegistry registry, Duration over) {
    MultiGauge values = many(registry, "quality.value", "Metric by labels of the latest time");
    LiveFigures figures = new LiveFigures(model, over, registry.config().clock(), values);
    gauge(
        registry,
        figures::now,
        "quality.coverage",
        "Share of predictions of the latest time that have a label",
        null,
        LiveFigures.Figures::coverage);
    gauge(
        registry,
        figures::now,
        "quality.labelled",
        "Predictions of the latest time that have a label",
        "predictions",
        LiveFigures.Figures::labelled);
    figures.now();
  }

  private MultiGauge many(MeterRegistry registry, String id, String description) {
    return MultiGauge.builder(name(id)).description(description).tags(tags).register(registry);
  }

  private static String name(String id) {
    return LifecycleMeters.PREFIX + id;
  }

  private <F> void gauge(
      MeterRegistry registry,
      Supplier<F> figures,
      String id,
      String description,
      @Nullable String unit,
      ToDoubleFunction<F> value) {
    Gauge.builder(name(id), () -> value.applyAsDouble(figures.get()))
        .description(description)
        .baseUnit(unit)
        .tags(tags)
        .register(registry);
  }
}
