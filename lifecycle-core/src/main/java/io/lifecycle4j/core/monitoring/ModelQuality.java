package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.quality.LiveSource;
import io.lifecycle4j.core.monitoring.quality.QualityQuery;
import io.lifecycle4j.core.monitoring.quality.WatchedLoss;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Predictions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** How good the answers of a model were. */
public final class ModelQuality {
  private ModelQuality() {}

  /**
   * Returns a query of all predictions of a model.
   *
   * @param task the declared one
   */
  public static LiveQuality of(
      Predictions predictions, ModelVersions versions, Task<?> task, InstantSource clock) {
    return QualityQuery.of(new LiveSource(predictions, versions, task, clock));
  }

  /**
   * Returns the loss of a version beside that of its evaluation.
   *
   * @param predictions all of the model
   * @param task the declared one
   * @return empty if it has no evaluation, or no prediction with a label
   */
  public static Optional<LiveLoss> loss(
      Predictions predictions,
      ModelVersions versions,
      Task<?> task,
      InstantSource clock,
      int version) {
    Instant registered = versions.version(version).registered();
    Predictions of = predictions.between(registered, clock.instant().plusMillis(1));
    return WatchedLoss.of(new LiveSource(of, versions, task, clock), version);
  }
}
