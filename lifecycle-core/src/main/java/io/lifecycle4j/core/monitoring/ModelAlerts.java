package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.core.monitoring.alert.AlertDelivery;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.Alerts;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides about the alerts of one model, keeps them, and passes them to listeners. Thread-safe.
 *
 * <p>Close it after what it observes.
 */
public final class ModelAlerts implements AutoCloseable {
  private final ModelVersions versions;
  private final AlertPolicy policy;
  private final AlertBook book;
  private final AlertDelivery delivery;

  /** Delivers nothing before {@link #open}. */
  public ModelAlerts(
      Medium home,
      ModelVersions versions,
      InstantSource clock,
      AlertPolicy policy,
      List<Consumer<? super Alert>> listeners) {
    this.versions = versions;
    this.policy = policy;
    this.book = new AlertBook(home, versions.model(), clock, policy);
    this.delivery = new AlertDelivery(home, versions.model(), book, listeners);
  }

  /** Begins to deliver alerts, also those of which listeners were not notified before a crash. */
  public void open() {
    delivery.open();
  }

  /** Returns what decides for each drift report, and then passes it on. */
  public Consumer<DriftReport> observing(Consumer<DriftReport> next) {
    return new AlertObserver(book, policy, delivery::wake, next);
  }

  /**
   * Returns the alerts for users.
   *
   * @param predictions returns the logged predictions, or throws once the model is closed
   * @param replay begins a replay by a version
   */
  public Alerts alerts(
      Supplier<Predictions> predictions, Function<ModelVersion, Replay.Builder> replay) {
    return new KeptAlerts(book, versions, predictions, replay);
  }

  @Override
  public void close() {
    try (book) {
      delivery.close();
    }
  }
}
