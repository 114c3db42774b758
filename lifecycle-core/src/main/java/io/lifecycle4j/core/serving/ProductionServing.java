package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.serving.VersionLoads.Purpose;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.ServingStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the server on the version in production, and reports where it is not.
 *
 * <p>A thread checks at every change of the registry, and when a load is to be retried. An
 * exception or error only delays the next check, by at most a second.
 *
 * <p>Versions are loaded on threads of their own ({@link VersionLoads}), never under the lock. So a
 * load that hangs blocks neither a promotion nor a rollback, and is abandoned as soon as another
 * version is in production. A version that cannot be loaded is retried after one second, then two,
 * up to a minute; a version that comes into production in between is loaded at once. Thread-safe.
 */
public final class ProductionServing<I, O> implements AutoCloseable {
  /** How long opening waits for the version in production. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Receives which versions serve, and which fail to. */
  public static final Logger LOG = LoggerFactory.getLogger(ProductionServing.class);

  private static final Duration END = Duration.ofSeconds(5);

  /** The interval of checks on a load, whose thread an error may have ended. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final String name;
  private final Logger log;
  private final ModelRegistry registry;
  private final Promotions promotions;
  private final Routes<I, O> routes;
  private final ModelServer<I, O> server;
  private final VersionLoads loads;
  private final ServingStanding standing;
  private final EarlierVersions<I, O> earlier;
  private final CanaryServing<I, O> canary;
  private final Rounds rounds;

  /** Held while the alias moves and the server changes routes, never while a version is loaded. */
  private final SafeLock switching = new SafeLock(ProductionServing.class);

  /** The load of the version in production; guarded by {@link #switching}. */
  private @Nullable VersionLoad<Route<I, O>> load;

  private int loading;

  /** Ends the calls of the registry; null for a function. */
  private volatile @Nullable Runnable listening;

  private volatile boolean closed;

  /** Prepares to serve a model; the owner of {@code server} closes it. */
  public ProductionServing(
      String name,
      ModelRegistry registry,
      Promotions promotions,
      Routes<I, O> routes,
      ModelServer<I, O> server,
      Logger log) {
    this.name = name;
    this.log = log;
    this.registry = registry;
    this.promotions = promotions;
    this.routes = routes;
    this.server = server;
    this.standing = new ServingStanding(name, promotions, log);
    this.loads = routes.loads();
    this.earlier = new EarlierVersions<>(name, promotions, loads, routes::load, server, log);
    this.canary = new CanaryServing<>(name, routes, earlier, server, this::wake, log);
    this.rounds = new Rounds("follow-" + name, this::follow);
  }

  /**
   * Serves the version in production, and follows changes from now on. A version that cannot be
   * loaded is logged and retried; a version that does not fit the declared inputs or the task is
   * rejected.
   *
   * @param patience the longest wait for the load
   * @throws OverloadedException if no thread can be started
   */
  public void open(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    server.whenUnrouted(() -> standing.unavailable());
    server.whenFailing(earlier::standBy);
    registry.refresh();
    boolean loads = promotions.production().stream().anyMatch(this::fits);
    listening = registry.onChange(this::changed);
    changed();
    VersionLoad<Route<I, O>> next = loads ? awaited() : null;
    while (next != null && next.await(Duration.ofNanos(end - System.nanoTime()))) {
      ended(next);
      next = awaited();
    }
  }

  /** Returns the load of the version that is in production by now; null if any version serves. */
  private @Nullable VersionLoad<Route<I, O>> awaited() {
    switching.lock();
    try {
      follow(promotions.production().orElseThrow());
      return server.version() == ModelServer.NONE ? load : null;
    } finally {
      switching.unlock();
      wake();
    }
  }

  /** Requests a check; if this throws, the registry repeats the call. */
  private void changed() {
    if (!rounds.wake()) {
      throw new OverloadedException(
          "Cannot follow what is in production of " + name + ": the system has no thread left");
    }
  }

  private boolean fits(int version) {
    if (promotions.findObstacle(version).isPresent()) {
      return true; // it does not serve, and its registration may be unreadable
    }
    ModelVersion found;
    try {
      found = promotions.version(version);
    } catch (CorruptDataException e) { // the manifest is lost, so nothing is known of the version
      switching.lock();
      try {
        standing.failed(version, e, serving());
      } finally {
        switching.unlock();
      }
      return false;
    }
    routes.check(found);
    return true;
  }

  /**
   * Checks the version in production, and begins to load it unless it serves, is being loaded, or
   * failed a moment ago.
   *
   * @return when to check again, unless the registry changes before
   */
  private Duration follow() {
    if (!switching.tryLock()) { // its holder may take long, and wakes this thread
      return LOOK;
    }
    try {
      OptionalInt production = promotions.production();
      return closed || production.isEmpty() ? Rounds.UNTIL_WOKEN : follow(production.getAsInt());
    } finally {
      switching.unlock();
    }
  }

  private Duration follow(int production) {
    Optional<ModelUnavailableException> obstacle = promotions.findObstacle(production);
    if (obstacle.isPresent()) {
      stop(production, obstacle.get());
      return pause();
    }
    VersionLoad<Route<I, O>> begun = load;
    if (begun != null && begun.isOver()) {
      ended(begun); // an error prevented this on the thread of the load
    }
    if (production != server.version() && canary.serveLoaded(production)) {
      say("Version {} of {} serves now; it was loaded", production, name);
    }
    if (production == server.version()) {
      settled();
      return canary.follow(promotions.rollout());
    }
    if (load != null && loading == production) {
      standing.sayIfSlow(loading, load, serving());
      return LOOK;
    }
    if (standing.isDue(production)) {
      begin(production);
    }
    return pause();
  }

  private Duration pause() {
    return load != null ? LOOK : standing.retryOr(LOOK);
  }

  /** Stops serving: the newer library's change may mean that the version must not serve. */
  private void stop(int version, ModelUnavailableException obstacle) {
    abandon();
    server.unroute();
    if (standing.isDue(version)) {
      standing.failed(version, obstacle, serving());
    }
  }

  private void begin(int version) {
    abandon();
    if (loads.skipped().contains(version)) {
      skipped(version);
      return;
    }
    try {
      loading = version;
      load = loads.begin(version, Purpose.SERVE, routes::load, this::ended);
      if (load.isOver()) { // no thread could be started
        ended(load);
      }
    } catch (LifecycleException e) {
      standing.failed(version, e, serving());
    }
  }

  private void skipped(int version) {
    standing.skipped(version, loads.skipped().failure(version), serving());
    TrafficPlan<I, O> now = server.plan();
    if (now.champion() == null) {
      earlier.standBy(now.entry(), version); // again, since the load of one may have failed
    }
  }

  private void abandon() {
    VersionLoad<Route<I, O>> old = load;
    load = null;
    if (old != null) {
      old.abandon();
    }
  }

  private void settled() {
    abandon();
    standing.settled();
  }

  /** Serves what was loaded, unless another load is current; runs on the thread of the load. */
  @SuppressWarnings("checkstyle:IllegalCatch") // any failure must reach the callers
  private void ended(VersionLoad<Route<I, O>> over) {
    switching.lock();
    try {
      if (over != load) {
        over.abandon(); // no longer wanted
        return;
      }
      if (!over.isOver()) {
        return;
      }
      load = null;
      Route<I, O> route = over.take();
      if (route != null) {
        serve(route);
        standing.settled();
      } else if (!closed) {
        standing.failed(loading, over.failure(), serving());
      }
    } catch (Throwable e) { // nothing catches it on the thread of the load
      standing.failed(loading, VersionLoad.unavailable(name + ":" + loading, e), serving());
    } finally {
      switching.unlock();
      wake();
    }
  }

  private void wake() {
    if (isFollowing()) {
      rounds.wake();
    }
  }

  private void serve(Route<I, O> route) {
    boolean served = false;
    try {
      server.serve(route);
      served = true;
    } finally {
      if (!served && server.version() != route.version()) {
        route.retire();
      }
    }
    say("Version {} of {} serves now, run by {}", route.version(), name, route.engine());
  }

  /** A failure to log must not undo what was done. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an appender may throw anything
  private void say(String message, Object... values) {
    try {
      log.info(message, values);
    } catch (RuntimeException | Error e) {
      return;
    }
  }

  private String serving() {
    int version = server.version();
    return version == ModelServer.NONE ? "none" : "version " + version;
  }

  /** Returns the version in production and the version that serves. */
  public ServingStatus status() {
    return standing.status(isFollowing(), server.plan());
  }

  /** Returns whether it follows the version in production; false for a function. */
  public boolean isFollowing() {
    return listening != null;
  }

  /** Loads a version like {@link #load}, even if its last load ended the process. */
  Route<I, O> loadAgain(int version) {
    loads.skipped().remove(version);
    return load(version);
  }

  /** Loads a version on a thread of its own, and waits for it; the caller owns the route. */
  Route<I, O> load(int version) {
    return loads.load(version, Purpose.SERVE, routes::load);
  }

  /**
   * Moves the alias to a version that was loaded, and serves it. A function continues to serve
   * whatever is promoted.
   *
   * @param next freed if it does not come to serve
   */
  AuditRecord move(Transition transition, Route<I, O> next) {
    boolean served = false;
    switching.lock();
    try {
      AuditRecord record = registry.apply(transition);
      if (isFollowing()) {
        served = true;
        server.serve(next);
        settled();
      }
      say("{}", record);
      return record;
    } finally {
      switching.unlock();
      wake();
      if (!served) {
        next.retire();
      }
    }
  }

  /** Starts a rollout of a version that was loaded, which answers its share from now on. */
  AuditRecord start(Transition rollout, Route<I, O> next) {
    boolean given = false;
    switching.lock();
    try {
      AuditRecord record = registry.apply(rollout);
      given = true;
      canary.give(next);
      say("{}", record);
      return record;
    } finally {
      switching.unlock();
      wake();
      if (!given) {
        next.retire();
      }
    }
  }

  /** Returns what is counted in the current step of a rollout; null without one. */
  @Nullable StepCounters counters() {
    return canary.counters();
  }

  /** Follows nothing any more; the owners of the routes and the server close them. */
  @Override
  public void close() {
    closed = true;
    Runnable call = listening;
    if (call != null) {
      call.run();
    }
    rounds.end(END);
    canary.close();
  }
}
