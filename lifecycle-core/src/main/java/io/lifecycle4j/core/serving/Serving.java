package io.lifecycle4j.core.serving;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Shadows;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.serving.Predictor;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What answers the calls on one model: {@link ModelServer} answers them, by the version in
 * production or a function, and a shadow repeats them. Thread-safe.
 */
public final class Serving<I, O> implements AutoCloseable {
  /** How long opening waits for the version in production. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Receives which versions serve, and which fail to. */
  public static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  private final String name;
  private final Routes<I, O> routes;
  private final ModelLogs.Session session;
  private final @Nullable Predictor<I, O> predictor;
  private final VersionFollower follower;
  private final ProductionServing<I, O> production;
  private final ShadowServing<I, O> shadows;
  private final ModelServer<I, O> server;
  private final @Nullable Condition rule;
  private final CountedCalls calls;
  private @Nullable TrafficRecorder recorder;

  /**
   * Serves nothing yet.
   *
   * @param routes closed with this
   * @param clock says when shadows end, and how long ago production moved
   */
  public Serving(
      ModelVersions versions,
      Decisions decisions,
      Routes<I, O> routes,
      ModelLogs.Session session,
      ServingSettings<I, O> settings,
      InstantSource clock,
      Logger log) {
    this.name = versions.model();
    this.routes = routes;
    this.session = session;
    this.predictor = settings.predictor();
    this.follower = new VersionFollower(name, versions.registry());
    Predictor<I, O> fallback = settings.fallback();
    RouteSwitch<I, O> plan =
        new RouteSwitch<>(name, fallback == null ? null : routes.fallback(name, fallback));
    this.production = new ProductionServing<>(follower, versions, routes, plan, clock, log);
    Shadows shadowed = new Shadows(versions, decisions, clock, predictor != null);
    this.shadows = new ShadowServing<>(name, follower, shadowed, routes, log);
    PredictionRecorder<I, O> recorder = // a shadow copies a row before the log encodes it
        new PredictionRecorder<>(name, session, List.of(shadows), settings.listeners());
    ObservedCalls calls = new ObservedCalls(routes.observing(), name);
    RequestPath<I, O> path =
        new RequestPath<>(name, plan, recorder, settings, calls, follower::wake);
    this.rule = settings.rule();
    this.calls = plan.calls();
    this.server = new ModelServer<>(name, session.log(), recorder, plan, path);
  }

  /**
   * Serves the function, or else the version in production, and follows the registry from now on.
   * Throws like {@link ProductionServing#open}.
   *
   * @param patience the longest wait for the version
   */
  public void open(Duration patience) {
    routes.loads().readSkipped();
    if (predictor == null) {
      production.open(patience);
    } else {
      server.routes().serve(routes.of(name, predictor));
    }
    shadows.open();
  }

  /** Returns whether a function serves instead of versions. */
  boolean servesFunction() {
    return predictor != null;
  }

  /** Returns what answers calls. */
  public ModelServer<I, O> server() {
    return server;
  }

  /** Returns what runs the shadow. */
  public ShadowServing<I, O> shadows() {
    return shadows;
  }

  /** Returns what moves the version in production, by decisions on record. */
  public VersionMoves<I, O> moves(Decisions decisions, OnRecord record) {
    return new VersionMoves<>(production, decisions, new Fitness(name, record.traffic()));
  }

  /** Returns the version in production and the version that serves. */
  public ServingStatus status() {
    return production.status();
  }

  Routes<I, O> routes() {
    return routes;
  }

  ModelLogs.Session session() {
    return session;
  }

  /** Returns when the version in production is rolled back; null if no rule does. */
  @Nullable Condition rule() {
    return rule;
  }

  /** Returns what writes what is counted here: the same for rollouts and for the rule. */
  synchronized TrafficRecorder recorder(Medium medium) {
    TrafficRecorder one = recorder;
    if (one == null) {
      one = new TrafficRecorder(calls, medium.journals(), name);
      recorder = one;
    }
    return one;
  }

  VersionFollower follower() {
    return follower;
  }

  /** Ends like {@link #close(Duration)} with the patience of {@link ModelServer#DRAIN}. */
  @Override
  public void close() {
    close(ModelServer.DRAIN);
  }

  /** Loads nothing more, and waits at most so long for calls; observers end after the last one. */
  public void close(Duration patience) {
    try (routes) {
      follow(patience);
    }
  }

  private void follow(Duration patience) {
    try (production;
        shadows) {
      follower.close();
    } finally {
      server.close(patience);
      forget();
    }
  }

  private synchronized void forget() {
    if (recorder != null) {
      recorder.close();
    }
  }

  /** Says what serves; reads no registry. */
  @Override
  public String toString() {
    if (!production.isFollowing()) {
      return "a function serves";
    }
    int version = server.version();
    return version == ModelServer.NONE ? "no version serves" : "version " + version + " serves";
  }
}
