package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.quality.LiveSource;
import io.lifecycle4j.core.monitoring.quality.QualityQuery;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Predictions;
import java.time.InstantSource;

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
}
