package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.retraining.ModelAutomation;
import io.lifecycle4j.core.serving.ModelRollouts;
import io.lifecycle4j.core.serving.ModelRules;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.core.serving.Serving;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.Monitoring;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.PromotionBuilder;
import io.lifecycle4j.registry.RollbackBuilder;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.PredictionOutcome;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.RolloutBuilder;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.serving.Trace;
import io.lifecycle4j.storage.BlobId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One model: {@link Candidates} trains and registers its versions, {@link Promoting} judges and
 * promotes them, {@link Serving} answers by them, and {@link OnRecord} keeps what was answered.
 */
final class DefaultManagedModel<I, O> extends TrainedInHome implements ManagedModel<I, O> {
  private final String name;
  private final DefaultLifecycle home;
  private final ModelVersions versions;
  private final GovernedModel governed;
  private final Candidates candidates;
  private final Serving<I, O> serving;
  private final Promoting<I, O> promoting;
  private final OnRecord record;
  private final ModelAutomation automation;
  private final ModelWatch watch;
  private final ModelFigures figures;
  private final SafeLock closing = new SafeLock(DefaultManagedModel.class);
  private volatile boolean closed;

  DefaultManagedModel(DefaultLifecycle home, ModelSettings<I, O> settings) {
    ModelRooms<I, O> rooms = ModelRooms.of(home.rooms(), settings);
    this.name = settings.name();
    this.home = home;
    this.versions = rooms.versions();
    this.governed = rooms.governance();
    rooms.pin();
    this.candidates = new Candidates(rooms, home.datasets(), home.experiments(), this::checkOpen);
    this.serving = rooms.serving(home.logs());
    this.record = rooms.record(serving);
    Runnable judging = () -> server().observer().ifPresent(DriftObservers::report);
    this.watch = new ModelWatch(rooms, this::onRecord, judging);
    this.promoting = new Promoting<>(rooms, serving, record, watch.facts(), this::checkOpen);
    this.automation =
        rooms.automation(
            new RetrainedModel<>(
                rooms, home.datasets(), candidates, promoting, record, watch.facts()));
    this.figures = home.figures().opened(name, this);
    open();
  }

  private void open() {
    home.gauges().opened(name, server());
    boolean opened = false;
    try {
      serving.open(Serving.PATIENCE);
      promoting.open();
      watch.open();
      opened = true;
    } finally {
      if (!opened) {
        stop(ModelServer.DRAIN);
      }
    }
  }

  @Override
  public boolean ready() {
    checkOpen();
    return server().isServing();
  }

  @Override
  public Prediction<O> predict(I input) {
    return serving().server().predictOne(required(input, "input"));
  }

  @Override
  public List<Prediction<O>> predict(List<? extends I> inputs) {
    return serving().server().predict(inputs);
  }

  @Override
  public List<PredictionOutcome<O>> predictEach(List<? extends I> inputs) {
    return serving().server().predictEach(inputs);
  }

  @Override
  public CompletableFuture<Prediction<O>> predictAsync(I input) {
    return closed ? rejected() : server().predictAsync(required(input, "input"));
  }

  @Override
  public Prediction<O> predict(String key, I input) {
    return serving().server().predictOne(required(key, "key"), required(input, "input"));
  }

  @Override
  public List<Prediction<O>> predict(String key, List<? extends I> inputs) {
    return serving().server().predict(required(key, "key"), inputs);
  }

  @Override
  public List<PredictionOutcome<O>> predictEach(String key, List<? extends I> inputs) {
    return serving().server().predictEach(required(key, "key"), inputs);
  }

  @Override
  public CompletableFuture<Prediction<O>> predictAsync(String key, I input) {
    required(key, "key");
    return closed ? rejected() : server().predictAsync(key, required(input, "input"));
  }

  private CompletableFuture<Prediction<O>> rejected() {
    return CompletableFuture.failedFuture(Closing.modelClosed(name));
  }

  @Override
  public PredictionLogStatus log() {
    return onRecord().log();
  }

  @Override
  public Predictions predictions() {
    return onRecord().predictions();
  }

  @Override
  public Replay.Builder replay(ModelVersion version) {
    return onRecord().replay(version);
  }

  @Override
  public Trace trace(String predictionId) {
    return onRecord().trace(predictionId);
  }

  @Override
  public void recordGroundTruth(String predictionId, Object label) {
    required(predictionId, "prediction id");
    onRecord().recordGroundTruth(Map.of(predictionId, required(label, "ground truth")));
    watch.labelled();
  }

  @Override
  public void recordGroundTruth(Map<String, ?> labels) {
    onRecord().recordGroundTruth(labels);
    watch.labelled();
  }

  @Override
  public ModelVersion register(ExternalModel model, Split split, Actor actor, String reason) {
    return candidates().register(model, split, actor, reason);
  }

  @Override
  public ModelVersion register(
      ExternalModel.Builder model, Split split, Actor actor, String reason) {
    return candidates().register(required(model, "external model").build(), split, actor, reason);
  }

  @Override
  public long export(ModelVersion version, Path file) {
    checkOpen();
    return home.models().export(versions.registered(version)).toFile(file);
  }

  @Override
  public ModelVersion importFrom(Path file, Actor actor, String reason) {
    return candidates().importFrom(file, null, actor, reason);
  }

  @Override
  public ModelVersion importFrom(Path file, BlobId id, Actor actor, String reason) {
    return candidates().importFrom(file, required(id, "id of the version"), actor, reason);
  }

  @Override
  public Evaluation evaluate(ModelVersion version) {
    return promoting().evaluate(version, By.user());
  }

  @Override
  public Evaluation evaluate(ModelVersion version, Actor actor) {
    return promoting().evaluate(version, actor);
  }

  @Override
  public StressReport.Builder stress(ModelVersion version) {
    return promoting().stress(version, By.user());
  }

  @Override
  public StressReport.Builder stress(ModelVersion version, Actor actor) {
    return promoting().stress(version, actor);
  }

  @Override
  public List<GateVerdict> judge(ModelVersion version, String alias) {
    return promoting().judge(version, alias, By.user());
  }

  @Override
  public List<GateVerdict> judge(ModelVersion version, String alias, Actor actor) {
    return promoting().judge(version, alias, actor);
  }

  @Override
  public PromotionBuilder promote(ModelVersion version) {
    return promoting().promote(version);
  }

  @Override
  public RollbackBuilder rollback() {
    return promoting().rollback();
  }

  @Override
  public Shadow.Builder<O> shadow(ModelVersion version) {
    return serving().shadows().builder(version);
  }

  @Override
  public Optional<Shadow<O>> findShadow() {
    return serving().shadows().find();
  }

  @Override
  public RolloutBuilder rollout(ModelVersion version) {
    return rollouts().rollout(version);
  }

  @Override
  ModelRules rules() {
    return promoting().rules();
  }

  @Override
  public Optional<Rollout> findRollout() {
    return rollouts().findRollout();
  }

  ModelRollouts<I, O> rollouts() {
    return promoting().rollouts();
  }

  @Override
  public ServingStatus servingStatus() {
    return serving().status();
  }

  @Override
  public Monitoring monitoring() {
    serving(); // throws if it is closed
    return new ServedMonitoring(() -> serving().server());
  }

  @Override
  public void close() {
    close(ModelServer.DRAIN);
  }

  @Override
  public void close(Duration patience) {
    ModelServer.checkPatience(patience);
    if (closed && (Callbacks.isInside() || server().isCallInProgress())) {
      return; // the thread that closes the model waits for this call or listener
    }
    closing.lock(); // a second caller blocks until the model is closed
    try {
      if (!closed) {
        closed = true;
        stop(patience);
      }
    } finally {
      closing.unlock();
    }
  }

  private void stop(Duration patience) {
    try (record;
        watch;
        figures) { // after the last call
      end(patience);
    } finally {
      home.gauges().closed(name, server());
      home.forget(this);
    }
  }

  private void end(Duration patience) {
    try (promoting;
        candidates) {
      automation.close(); // stops the training that it waits for
    } finally {
      serving.close(patience);
    }
  }

  @Override
  public String toString() {
    return "ManagedModel[" + name + ": " + (closed ? "closed" : serving) + "]";
  }

  @Override
  ModelWatch watched() {
    checkOpen();
    return watch;
  }

  @Override
  GovernedModel governed() {
    checkOpen();
    return governed;
  }

  @Override
  Candidates candidates() {
    checkOpen();
    return candidates;
  }

  @Override
  ModelAutomation automation() {
    checkOpen();
    return automation;
  }

  private Promoting<I, O> promoting() {
    checkOpen();
    return promoting;
  }

  private Serving<I, O> serving() {
    checkOpen();
    return serving;
  }

  /** Returns what answers, which fails calls once the model is closed. */
  private ModelServer<I, O> server() {
    return serving.server();
  }

  private OnRecord onRecord() {
    checkOpen();
    return record;
  }

  private void checkOpen() {
    if (closed) {
      throw Closing.modelClosed(name);
    }
  }
}
