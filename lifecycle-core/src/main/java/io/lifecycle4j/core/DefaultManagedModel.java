package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.registry.Shadows;
import io.lifecycle4j.core.serving.ModelLog;
import io.lifecycle4j.core.serving.ModelRollouts;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.core.serving.ProductionServing;
import io.lifecycle4j.core.serving.Routes;
import io.lifecycle4j.core.serving.ShadowServing;
import io.lifecycle4j.core.serving.VersionFollower;
import io.lifecycle4j.core.serving.VersionMoves;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionOutcome;
import io.lifecycle4j.serving.Predictor;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.RolloutBuilder;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.validation.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One model: {@link ModelTraining} trains it, {@link Promotions} judges it, and {@link ModelServer}
 * serves it, which {@link ProductionServing} keeps on the version in production.
 */
final class DefaultManagedModel<I, O> extends RecordedModel<I, O> {
  private final String name;
  private final DefaultLifecycle home;
  private final ModelRegistry registry;
  private final Candidates candidates;
  private final Promotions promotions;
  private final Routes<I, O> routes;
  private final ModelServer<I, O> server;
  private final VersionFollower follower;
  private final ProductionServing<I, O> serving;
  private final VersionMoves<I, O> moves;
  private final ShadowServing<I, O> shadows;
  private final ModelRollouts<I, O> rollouts;
  private final OnRecord record;
  private final ModelObservation observed;
  private final SafeLock closing = new SafeLock(DefaultManagedModel.class);
  private volatile boolean closed;

  DefaultManagedModel(DefaultManagedModelBuilder<I, O> builder) {
    Rooms rooms = builder.home.rooms();
    this.name = builder.name;
    this.home = builder.home;
    this.registry = rooms.registry();
    Engine.Files files = file -> NamedBlobs.file(file, () -> registry.open(file));
    Evaluator evaluator = new Evaluator(rooms.datasets(), builder.engines(), files);
    this.promotions = new Promotions(name, registry, evaluator, builder.requirements);
    Decisions decisions = promotions.decisions();
    this.candidates = new Candidates(builder, decisions, files, this::checkOpen);
    this.routes = builder.routes(promotions::version);
    String session = Ids.next();
    ModelLog log = builder.log(session);
    this.server = builder.server(session, log, routes);
    this.record =
        new OnRecord(
            rooms.medium(),
            name,
            routes,
            registry,
            promotions,
            new OnRecord.Session(session, server, log),
            rooms.clock());
    this.follower = new VersionFollower(name, registry);
    this.serving =
        new ProductionServing<>(follower, promotions, routes, server, ProductionServing.LOG);
    this.moves = new VersionMoves<>(serving, decisions);
    this.shadows =
        new ShadowServing<>(
            name,
            follower,
            new Shadows(name, registry, promotions, rooms.clock()),
            routes,
            ShadowServing.LOG);
    server.observe(shadows);
    this.rollouts =
        new ModelRollouts<>(
            registry, promotions, moves, rooms.medium(), rooms.clock(), rooms.observers());
    this.observed = builder.observation();
    start(builder.predictor);
  }

  private void start(@Nullable Predictor<I, O> predictor) {
    home.gauges().opened(name, server);
    boolean started = false;
    try {
      routes.loads().skipped().read();
      if (predictor != null) {
        server.serve(routes.of(name, predictor));
      } else {
        serving.open(ProductionServing.PATIENCE);
      }
      shadows.open();
      rollouts.open(follower);
      started = true;
    } finally {
      if (!started) {
        stop(ModelServer.DRAIN);
      }
    }
  }

  @Override
  public String name() {
    checkOpen();
    return name;
  }

  @Override
  public ModelVersion train(Split split) {
    checkOpen();
    required(split, "split");
    return observed.train(() -> candidates.train(split));
  }

  @Override
  public ModelVersion register(ExternalModel model, Split split, Actor actor, String reason) {
    checkOpen();
    required(model, "external model");
    required(split, "split");
    By by = By.of(Action.REGISTER, actor, reason);
    return observed.register(() -> candidates.register(model, split, by));
  }

  @Override
  public ModelVersion register(
      ExternalModel.Builder model, Split split, Actor actor, String reason) {
    checkOpen();
    return register(required(model, "external model").build(), split, actor, reason);
  }

  @Override
  public Evaluation evaluate(ModelVersion version) {
    checkOpen();
    return observed.evaluate(version, () -> promotions.evaluate(version));
  }

  @Override
  public List<GateVerdict> judge(ModelVersion version) {
    checkOpen();
    return promotions.judge(version);
  }

  @Override
  public AuditRecord promote(ModelVersion version, Actor actor, String reason) {
    checkOpen();
    By by = By.of(Action.PROMOTE, actor, reason);
    return observed.promote(version, () -> moves.promote(promotions.promotion(version, by)));
  }

  @Override
  public AuditRecord rollback(Actor actor, String reason) {
    checkOpen();
    By by = By.of(Action.ROLL_BACK, actor, reason);
    return observed.rollback(() -> moves.decide(Action.ROLL_BACK, promotions.rollbacks(by)));
  }

  @Override
  public Shadow.Builder<O> shadow(ModelVersion version) {
    checkOpen();
    return shadows.builder(version);
  }

  @Override
  public Optional<Shadow<O>> findShadow() {
    checkOpen();
    return shadows.find();
  }

  @Override
  public RolloutBuilder rollout(ModelVersion version) {
    checkOpen();
    return rollouts.rollout(version);
  }

  @Override
  public Optional<Rollout> findRollout() {
    checkOpen();
    return rollouts.findRollout();
  }

  ModelRollouts<I, O> rollouts() {
    return rollouts;
  }

  @Override
  public Optional<ModelVersion> findProduction() {
    checkOpen();
    return promotions.findProduction();
  }

  @Override
  public ServingStatus servingStatus() {
    checkOpen();
    return serving.status();
  }

  @Override
  public boolean ready() {
    checkOpen();
    return server.isServing();
  }

  @Override
  public Prediction<O> predict(I input) {
    checkOpen();
    return server.predictOne(required(input, "input"));
  }

  @Override
  public List<Prediction<O>> predict(List<? extends I> inputs) {
    return server.predict(inputs);
  }

  @Override
  public List<PredictionOutcome<O>> predictEach(List<? extends I> inputs) {
    return server.predictEach(inputs);
  }

  @Override
  public CompletableFuture<Prediction<O>> predictAsync(I input) {
    return server.predictAsync(required(input, "input"));
  }

  @Override
  public Prediction<O> predict(String key, I input) {
    checkOpen();
    return server.predictOne(required(key, "key"), required(input, "input"));
  }

  @Override
  public List<Prediction<O>> predict(String key, List<? extends I> inputs) {
    return server.predict(required(key, "key"), inputs);
  }

  @Override
  public List<PredictionOutcome<O>> predictEach(String key, List<? extends I> inputs) {
    return server.predictEach(required(key, "key"), inputs);
  }

  @Override
  public CompletableFuture<Prediction<O>> predictAsync(String key, I input) {
    return server.predictAsync(required(key, "key"), required(input, "input"));
  }

  @Override
  OnRecord onRecord() {
    checkOpen();
    return record;
  }

  @Override
  public Optional<DriftReport> findDrift() {
    checkOpen();
    return server.observer().flatMap(DriftObservers::report);
  }

  @Override
  public Map<Rule, Long> brokenRules() {
    checkOpen();
    return server.brokenRules();
  }

  @Override
  public long invalidAnswers() {
    checkOpen();
    return server.invalidAnswers();
  }

  @Override
  public long rejectedCalls() {
    checkOpen();
    return server.rejectedCalls();
  }

  @Override
  public long missedByListeners() {
    checkOpen();
    return server.missedByListeners();
  }

  @Override
  public List<AuditRecord> history() {
    checkOpen();
    return registry.history(name);
  }

  @Override
  public void close() {
    close(ModelServer.DRAIN);
  }

  @Override
  public void close(Duration patience) {
    ModelServer.checkPatience(patience);
    if (closed && (Callbacks.isInside() || server.isCallInProgress())) {
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
        routes) { // after the last call, which may complete a drift window
      stopServing(patience);
    } finally {
      home.forget(this);
    }
  }

  private void stopServing(Duration patience) {
    try (serving;
        rollouts;
        shadows;
        follower) {
      candidates.close();
    } finally {
      server.close(patience);
      home.gauges().closed(name, server);
    }
  }

  /** Reads no registry, since a debugger may call it. */
  @Override
  public String toString() {
    return "ManagedModel[" + name + ": " + (closed ? "closed" : served()) + "]";
  }

  private String served() {
    if (!serving.isFollowing()) {
      return "a function serves";
    }
    int version = server.version();
    return version == ModelServer.NONE ? "no version serves" : "version " + version + " serves";
  }

  private void checkOpen() {
    if (closed) {
      throw Closing.modelClosed(name);
    }
  }
}
