package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.Trace;
import java.util.Map;

/** The part of a model that reads and adds to what is on record. */
abstract class RecordedModel<I, O> implements ManagedModel<I, O> {
  /** Returns what is on record; throws if the model is closed. */
  abstract OnRecord onRecord();

  @Override
  public final PredictionLogStatus log() {
    return onRecord().log();
  }

  @Override
  public final Predictions predictions() {
    return onRecord().predictions();
  }

  @Override
  public final Replay.Builder replay(ModelVersion version) {
    return onRecord().replay(version);
  }

  @Override
  public final Trace trace(String predictionId) {
    return onRecord().trace(predictionId);
  }

  @Override
  public final void recordGroundTruth(String predictionId, Object label) {
    required(predictionId, "prediction id");
    onRecord().recordGroundTruth(Map.of(predictionId, required(label, "ground truth")));
  }

  @Override
  public final void recordGroundTruth(Map<String, ?> labels) {
    onRecord().recordGroundTruth(labels);
  }
}
