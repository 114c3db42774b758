package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.VersionLoads.Purpose;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.LifecycleException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Keeps the plan of the server on the rollout of the registry: which version answers which share,
 * and which one stays loaded while another bakes.
 *
 * <p>Guarded by the lock of {@link ProductionServing}, except {@link #counters} and {@link #close}.
 */
final class CanaryServing<I, O> {
  private final String name;
  private final Routes<I, O> routes;
  private final EarlierVersions<I, O> earlier;
  private final RouteSwitch<I, O> server;
  private final Logger log;

  /** The version under rollout, unless it was given. */
  private final WantedVersion<Route<I, O>> canary;

  /** The version under rollout, loaded by who started the rollout. */
  private final AtomicReference<@Nullable Route<I, O>> given = new AtomicReference<>();

  /** The version that was said to be skipped. */
  private int saidSkipped = ModelServer.NONE;

  /** Whether the version that stands by was in production before by a move of this process. */
  private boolean warm;

  private volatile boolean closed;

  private volatile @Nullable StepCounters counters;

  /**
   * Serves no rollout yet.
   *
   * @param loaded is called at the end of a load, on its thread
   */
  CanaryServing(
      String name,
      Routes<I, O> routes,
      EarlierVersions<I, O> earlier,
      RouteSwitch<I, O> server,
      Runnable loaded,
      Logger log) {
    this.name = name;
    this.routes = routes;
    this.earlier = earlier;
    this.server = server;
    this.canary = new WantedVersion<>(routes.loads(), Purpose.SERVE, routes::load, loaded);
    this.log = log;
  }

  /** Returns what is counted in the current step; null without a rollout. */
  @Nullable StepCounters counters() {
    return counters;
  }

  /** Takes a version that was loaded for a rollout that starts now; frees it once closed. */
  void give(Route<I, O> route) {
    retire(given.getAndSet(route));
    if (closed) {
      close();
    }
  }

  /** Serves a version that is loaded, as canary or standing by; returns whether there is one. */
  boolean serveLoaded(int version, long entry) {
    if (!server.serveLoaded(version, entry)) {
      return false;
    }
    warm = true;
    counters = null;
    return true;
  }

  /**
   * Follows the rollout that is running, while the version in production serves.
   *
   * @return when to check again, unless the registry changes before
   */
  Duration follow(Wanted wanted) {
    long entry = wanted.entry();
    RolloutState now = wanted.rollout().orElse(null);
    if (now == null || now.isBaking()) {
      canary.abandon();
    }
    if (now == null) {
      end(entry);
      return Rounds.UNTIL_WOKEN;
    }
    if (now.isBaking()) {
      serve(now, null, entry);
      keepWarm(now);
      return Rounds.UNTIL_WOKEN;
    }
    Route<I, O> route = canary(now.version());
    if (route == null) {
      return canary.pause();
    }
    canary.abandon();
    serve(now, route, entry);
    return Rounds.UNTIL_WOKEN;
  }

  /** Serves the step that a rollout is in; the route is null if the version is the champion. */
  private void serve(RolloutState now, @Nullable Route<I, O> route, long entry) {
    StepCounters counted = counters;
    CanaryShare<I, O> served = server.plan().canary();
    if (counted == null || !counted.isOf(now) || served == null || served.route() != route) {
      StepCounters fresh = new StepCounters(now);
      server.canary(new CanaryShare<>(route, fresh), server.moves(), entry);
      counters = fresh;
      say(now);
    }
  }

  private void keepWarm(RolloutState now) {
    if (!warm) {
      warm = true;
      earlier.keepWarm(server.moves(), now.version());
    }
  }

  private void say(RolloutState now) {
    log.info(
        "Version {} of {} serves {} % of the requests by rollout {}",
        now.version(), name, 100 * now.share(), now.id());
  }

  /** Ends what a rollout began; the version that stands by is needed only if the champion fails. */
  private void end(long entry) {
    retire(given.getAndSet(null));
    counters = null;
    TrafficPlan<I, O> plan = server.plan();
    if (plan.canary() != null || plan.entry() != entry) {
      server.canary(null, server.moves(), entry);
    }
    Route<I, O> champion = plan.champion();
    if (warm && champion != null && champion.breaker().isClosed()) {
      warm = false;
      server.endStandBy();
    }
  }

  /** Returns the version under rollout if it is loaded, or else begins to load it. */
  private @Nullable Route<I, O> canary(int version) {
    CanaryShare<I, O> served = server.plan().canary();
    if (served != null && served.route() != null && served.route().version() == version) {
      return served.route();
    }
    Route<I, O> taken = given.getAndSet(null);
    if (taken != null && taken.version() == version) {
      return taken;
    }
    retire(taken);
    return loaded(version);
  }

  private @Nullable Route<I, O> loaded(int version) {
    try {
      return canary.find(version);
    } catch (LifecycleException e) {
      failed(version, e);
      return null;
    }
  }

  private void failed(int version, LifecycleException why) {
    boolean skips = routes.loads().skipped().contains(version);
    if (!skips || saidSkipped != version) {
      log.error(
          "Version {} of {} is rolled out, but the version in production answers all requests here:"
              + " {}",
          version,
          name,
          why.getMessage(),
          why);
    }
    saidSkipped = skips ? version : ModelServer.NONE;
  }

  private void retire(@Nullable Route<I, O> route) {
    if (route != null) {
      route.retire();
    }
  }

  /** Frees what no call uses; whoever loads versions ends loads. */
  void close() {
    closed = true;
    retire(given.getAndSet(null));
  }
}
