package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.monitoring.DriftMonitoring;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.PredictionJournals;
import io.lifecycle4j.core.serving.Route;
import io.lifecycle4j.core.serving.Routes;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.training.Training;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.ModelRegistry;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Predictor;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.validation.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model: trains through {@link Training}, moves through {@link Promotions}, serves through
 * {@link ModelServer}.
 */
final class DefaultManagedModel<I, O> implements ManagedModel<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultManagedModel.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final String name;
  private final DefaultLifecycle home;
  private final ModelRegistry registry;
  private final Experiments experiments;
  private final Training training;
  private final Promotions promotions;
  private final Routes<I, O> routes;
  private final ModelServer<I, O> server;
  private final @Nullable RegistryFollower follower;

  /** Held while a version is loaded, the alias moves and the server changes routes. */
  private final ReentrantLock switching = new ReentrantLock();

  private final ReentrantLock closing = new ReentrantLock();
  private volatile boolean closed;

  DefaultManagedModel(DefaultManagedModelBuilder<I, O> builder) {
    Rooms rooms = builder.home.rooms();
    this.name = builder.name;
    this.home = builder.home;
    this.registry = rooms.registry();
    this.experiments = home.experiments();
    Engine.Files files = file -> NamedBlobs.file(file, () -> registry.open(file));
    this.training =
        new Training(
            new Training.Recipe(
                name,
                builder.columns.schema(),
                builder.task,
                builder.steps,
                builder.trainer,
                builder.progress),
            rooms.engines(),
            registry::put,
            files);
    Evaluator evaluator = new Evaluator(rooms.datasets(), rooms.engines(), files);
    this.promotions = new Promotions(name, registry, evaluator, builder.requirements);
    this.routes = builder.routes();
    String session = Ids.next();
    this.server =
        new ModelServer<>(name, session, log(rooms, session), rooms.clock(), builder.listeners);
    this.follower = start(builder.predictor);
  }

  /** Returns what opens the log of predictions; a home that is only read takes none. */
  private @Nullable Supplier<Journal> log(Rooms rooms, String session) {
    if (rooms.medium().isReadOnly()) {
      LOG.info("Predictions of {} are not logged: the home is open read-only", name);
      return null;
    }
    return () ->
        PredictionJournals.open(rooms.medium().journals(), name, session, rooms.clock().instant());
  }

  private @Nullable RegistryFollower start(@Nullable Predictor<I, O> predictor) {
    try {
      if (predictor != null) {
        server.serve(routes.of(name, predictor));
        return null;
      }
      serveProduction();
      return new RegistryFollower(name, registry, this::follow, LOOK_AGAIN);
    } catch (RuntimeException e) {
      server.close();
      routes.witnesses().close();
      throw e;
    }
  }

  /** Follows a promotion by somebody else, on the thread of the follower. */
  private void follow() {
    try {
      switching.lockInterruptibly(); // closing does not wait for a promotion under way
    } catch (InterruptedException e) {
      throw new OperationInterruptedException("Interrupted while following " + name, e);
    }
    try {
      serveProduction();
    } finally {
      switching.unlock();
    }
  }

  /** Routes to the version in production, unless it is routed to already. */
  private void serveProduction() {
    Optional<ModelVersion> production = promotions.findProduction();
    if (!closed && production.isPresent() && production.get().number() != server.version()) {
      server.serve(routes.load(production.get()));
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
    Actor trainer = Actor.by(System.getProperty("user.name", "unknown"));
    return experiments.call(
        name,
        run -> {
          ModelManifest manifest = training.train(split, run);
          ModelVersion version =
              registry.register(name, manifest, trainer, "Trained by run " + run.id());
          run.tag("model", version.label());
          return version;
        });
  }

  @Override
  public Evaluation evaluate(ModelVersion version) {
    checkOpen();
    return promotions.evaluate(version);
  }

  @Override
  public List<GateVerdict> judge(ModelVersion version) {
    checkOpen();
    return promotions.judge(version);
  }

  @Override
  public AuditRecord promote(ModelVersion version, Actor actor, String reason) {
    checkOpen();
    required(actor, "actor");
    return move(promotions.promotion(version, actor, reason));
  }

  @Override
  public AuditRecord rollback(Actor actor, String reason) {
    checkOpen();
    required(actor, "actor");
    return move(promotions.rollback(actor, reason));
  }

  /**
   * Loads before the alias moves, and routes after: what cannot be loaded is never in production. A
   * function goes on serving, whatever is promoted beside it.
   */
  private AuditRecord move(Transition transition) {
    switching.lock();
    try {
      Route<I, O> next = routes.load(promotions.version(transition.move().to()));
      AuditRecord record;
      try {
        record = registry.apply(transition);
      } catch (RuntimeException e) {
        next.discard();
        throw e;
      }
      if (follower == null) {
        next.discard();
      } else {
        server.serve(next);
      }
      return record;
    } finally {
      switching.unlock();
    }
  }

  @Override
  public Optional<ModelVersion> findProduction() {
    checkOpen();
    return promotions.findProduction();
  }

  @Override
  public Prediction<O> predict(I input) {
    checkOpen();
    return server.predict(List.of(required(input, "input"))).get(0);
  }

  @Override
  public List<Prediction<O>> predict(List<? extends I> inputs) {
    return server.predict(inputs);
  }

  @Override
  public Optional<DriftReport> findDrift() {
    checkOpen();
    return server.witness().flatMap(DriftMonitoring::report);
  }

  @Override
  public Map<Rule, Long> brokenRules() {
    checkOpen();
    return server.brokenRules();
  }

  @Override
  public List<AuditRecord> history() {
    checkOpen();
    return registry.history(name);
  }

  @Override
  public void close() {
    closing.lock(); // a second caller returns when the model is closed, not before
    try {
      if (!closed) {
        closed = true;
        stop();
      }
    } finally {
      closing.unlock();
    }
  }

  private void stop() {
    try (server) {
      if (follower != null) {
        follower.close();
      }
    } finally {
      closeWatch(); // after the last call, which may fill a window
    }
  }

  private void closeWatch() {
    try {
      routes.witnesses().close();
    } finally {
      home.forget(this);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The model " + name + " is closed");
    }
  }
}
