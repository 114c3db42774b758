package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.PredictionOutcome;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.Trace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The part of a model that answers, and that reads and adds to what was answered. */
abstract class AnsweringModel<I, O> implements ManagedModel<I, O> {
  /** Throws if the model is closed. */
  abstract void checkOpen();

  /** Returns what answers, which fails calls once the model is closed. */
  abstract ModelServer<I, O> server();

  /** Returns what is on record; throws if the model is closed. */
  abstract OnRecord onRecord();

  @Override
  public final boolean ready() {
    checkOpen();
    return server().isServing();
  }

  @Override
  public final Prediction<O> predict(I input) {
    checkOpen();
    return server().predictOne(required(input, "input"));
  }

  @Override
  public final List<Prediction<O>> predict(List<? extends I> inputs) {
    return server().predict(inputs);
  }

  @Override
  public final List<PredictionOutcome<O>> predictEach(List<? extends I> inputs) {
    return server().predictEach(inputs);
  }

  @Override
  public final CompletableFuture<Prediction<O>> predictAsync(I input) {
    return server().predictAsync(required(input, "input"));
  }

  @Override
  public final Prediction<O> predict(String key, I input) {
    checkOpen();
    return server().predictOne(required(key, "key"), required(input, "input"));
  }

  @Override
  public final List<Prediction<O>> predict(String key, List<? extends I> inputs) {
    return server().predict(required(key, "key"), inputs);
  }

  @Override
  public final List<PredictionOutcome<O>> predictEach(String key, List<? extends I> inputs) {
    return server().predictEach(required(key, "key"), inputs);
  }

  @Override
  public final CompletableFuture<Prediction<O>> predictAsync(String key, I input) {
    return server().predictAsync(required(key, "key"), required(input, "input"));
  }

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
