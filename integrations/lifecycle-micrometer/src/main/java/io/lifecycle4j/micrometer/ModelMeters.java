package io.lifecycle4j.micrometer;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.ManagedModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
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
 * closed. Thread-safe.
 */
public final class ModelMeters implements MeterBinder {
  private final ManagedModel<?, ?> model;
  private final Tags tags;

  private ModelMeters(ManagedModel<?, ?> model, Tags tags) {
    this.model = required(model, "model");
    this.tags = tags.and("model", model.name());
  }

  /**
   * Returns the meters of a model.
   *
   * @param model the open model
   * @param tags are added to each meter
   * @return binds them to a registry
   */
  public static ModelMeters of(ManagedModel<?, ?> model, Tag... tags) {
    return new ModelMeters(required(model, "model"), Tags.of(required(tags, "tags")));
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    WatchedFigures figures =
        new WatchedFigures(
            model,
            registry.config().clock(),
            columns(registry, "drift.effect", "Effect size of the drift in the newest window"),
            columns(registry, "drift.p", "Adjusted p-value of a column in the newest window"));
    gauge(
        registry,
        figures,
        "drift.columns",
        "Columns that drifted in the newest window",
        "columns",
        WatchedFigures.Figures::drifted);
    gauge(
        registry,
        figures,
        "drift.age",
        "Time since the newest window was closed",
        "seconds",
        WatchedFigures.Figures::age);
    gauge(registry, figures, "alerts.open", "Open alerts", null, WatchedFigures.Figures::alerts);
    gauge(
        registry,
        figures,
        "shadow.compared",
        "Predictions that the running shadow repeated",
        "predictions",
        WatchedFigures.Figures::compared);
    gauge(
        registry,
        figures,
        "shadow.different",
        "Those for which it had another answer",
        "predictions",
        WatchedFigures.Figures::different);
    figures.now();
  }

  private MultiGauge columns(MeterRegistry registry, String id, String description) {
    return MultiGauge.builder(name(id)).description(description).tags(tags).register(registry);
  }

  private static String name(String id) {
    return LifecycleMeters.PREFIX + id;
  }

  private void gauge(
      MeterRegistry registry,
      WatchedFigures figures,
      String id,
      String description,
      @Nullable String unit,
      ToDoubleFunction<WatchedFigures.Figures> value) {
    Gauge.builder(name(id), () -> value.applyAsDouble(figures.now()))
        .description(description)
        .baseUnit(unit)
        .tags(tags)
        .register(registry);
  }
}
