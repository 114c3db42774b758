package io.lifecycle4j.core;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.Route;
import io.lifecycle4j.core.serving.RouteLoad;
import io.lifecycle4j.core.serving.RouteLoader;
import io.lifecycle4j.core.serving.Routes;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OperationInterruptedException;
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
 * Keeps the server on the version in production, and says where it is not.
 *
 * <p>Loads happen on threads of their own ({@link RouteLoader}), never under the lock: so a load
 * that hangs holds up neither a promotion nor a rollback, and is given up as soon as another
 * version is in production. A version that cannot be loaded is tried again after one second, then
 * two, up to a minute; what comes into production meanwhile is loaded at once. Thread-safe.
 */
final class ProductionServing<I, O> implements AutoCloseable {
  /** How long opening waits for the version in production. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  static final Logger LOG = LoggerFactory.getLogger(ProductionServing.class);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final String name;
  private final Logger log;
  private final ModelRegistry registry;
  private final Promotions promotions;
  private final Routes<I, O> routes;
  private final ModelServer<I, O> server;
  private final RouteLoader<I, O> loader;
  private final ServingStanding standing;

  /** Held while the alias moves and the server changes routes, never while a version is loaded. */
  private final SafeLock switching = new SafeLock(ProductionServing.class);

  /** The load of the version in production; guarded by {@link #switching}. */
  private @Nullable RouteLoad<I, O> load;

  private int loading;
  private boolean saidSlow;

  /** Why the version in production does not serve; written under {@link #switching}. */
  private volatile @Nullable Failure failure;

  private volatile boolean follows;
  private volatile boolean closed;

  /** A version that could not be loaded, and when it is tried again. */
  private record Failure(int version, LifecycleException cause, Backoff retry) {}

  ProductionServing(
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
    this.standing = new ServingStanding(name, promotions);
    this.loader = new RouteLoader<>(name, number -> routes.load(promotions.version(number)));
  }

  /**
   * Routes to the version in production and follows it from now on. One that cannot be loaded is a
   * failure that is told and tried again; one that the declared inputs or the task do not fit is
   * refused.
   *
   * @param patience the longest wait for the load
   */
  void open(Duration patience) {
    follows = true;
    server.whenUnrouted(this::unavailable);
    registry.refresh();
    OptionalInt production = promotions.production();
    if (production.isEmpty() || !fits(production.getAsInt())) {
      return;
    }
    follow();
    RouteLoad<I, O> first;
    switching.lock();
    try {
      first = load;
    } finally {
      switching.unlock();
    }
    if (first != null && first.await(patience)) {
      ended(first);
    }
  }

  private boolean fits(int version) {
    ModelVersion found;
    try {
      found = promotions.version(version);
    } catch (CorruptDataException e) { // a lost manifest: nothing can be said of the version
      switching.lock();
      try {
        failed(version, e);
      } finally {
        switching.unlock();
      }
      return false;
    }
    routes.check(found);
    return true;
  }

  /**
   * Looks at what is in production, on the thread of the follower: begins to load it unless it
   * serves, is being loaded, or failed a moment ago.
   *
   * @return whether the version in production serves
   */
  boolean follow() {
    try {
      switching.lockInterruptibly(); // closing does not wait for a promotion under way
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while following " + name, e);
    }
    try {
      OptionalInt production = promotions.production();
      if (closed || production.isEmpty()) {
        return true;
      }
      return follow(production.getAsInt());
    } finally {
      switching.unlock();
    }
  }

  private boolean follow(int production) {
    Optional<ModelUnavailableException> obstacle = promotions.findObstacle(production);
    if (obstacle.isPresent()) {
      stop(production, obstacle.get());
      return false;
    }
    RouteLoad<I, O> begun = load;
    if (begun != null && begun.isOver()) {
      ended(begun); // an error kept its own thread from it
    }
    if (production == server.version()) {
      settled();
      return true;
    }
    if (load != null && loading == production) {
      sayIfSlow(load);
      return false;
    }
    Failure last = failure;
    if (last == null || last.version != production || last.retry.isDue()) {
      begin(production);
    }
    return false;
  }

  /** What a newer library changed may be why the version must not serve any more. */
  private void stop(int version, ModelUnavailableException obstacle) {
    abandon();
    server.unroute();
    Failure last = failure;
    if (last == null || last.version != version || last.retry.isDue()) {
      failed(version, obstacle);
    }
  }

  private void begin(int version) {
    abandon();
    try {
      loading = version;
      saidSlow = false;
      load = loader.begin(version, this::ended);
      if (load.isOver()) { // no thread could be started
        ended(load);
      }
    } catch (LifecycleException e) {
      failed(version, e);
    }
  }

  private void abandon() {
    RouteLoad<I, O> old = load;
    load = null;
    if (old != null) {
      old.abandon();
    }
  }

  /** Nothing is to be loaded any more. */
  private void settled() {
    abandon();
    failure = null;
  }

  /** Takes what was loaded, unless something else is wanted by now; on the thread of the load. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever goes wrong must be seen by the callers
  private void ended(RouteLoad<I, O> over) {
    switching.lock();
    try {
      if (over != load) {
        over.abandon(); // nobody wants it any more
        return;
      }
      if (!over.isOver()) {
        return;
      }
      load = null;
      Route<I, O> route = over.take();
      if (route != null) {
        serve(route);
        failure = null;
      } else if (!closed) {
        failed(loading, cause(over));
      }
    } catch (Throwable e) { // the thread of the load has nobody to throw it to
      failed(loading, RouteLoad.unavailable(name + ":" + loading, e));
    } finally {
      switching.unlock();
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
    say("Version {} of {} serves now", route.version(), name);
  }

  /** What is done is done, whether it can be logged or not. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an appender may throw anything
  private void say(String message, Object... values) {
    try {
      log.info(message, values);
    } catch (RuntimeException | Error e) {
      return;
    }
  }

  private LifecycleException cause(RouteLoad<I, O> over) {
    LifecycleException thrown = over.failure();
    return thrown == null
        ? RouteLoad.unavailable(
            name + ":" + loading, new IllegalStateException("the load was given up"))
        : thrown;
  }

  private void failed(int version, LifecycleException cause) {
    Failure last = failure;
    boolean again = last != null && last.version == version;
    Backoff retry =
        last != null && again ? last.retry : new Backoff(FIRST_RETRY, LAST_RETRY, System::nanoTime);
    Duration delay = Duration.ofNanos(retry.failed());
    failure = new Failure(version, cause, retry);
    log.error(
        "Version {} of {} is in production, but {} serves here: {}; it is tried again in {} s (roll"
            + " back, promote another version, or mend what is wrong)",
        version,
        name,
        serving(),
        cause.getMessage(),
        delay.toSeconds(),
        again ? null : cause); // its trace once
  }

  private void sayIfSlow(RouteLoad<I, O> slow) {
    if (!saidSlow && slow.age().compareTo(SLOW) >= 0) {
      saidSlow = true;
      log.error(
          "Version {} of {} is in production, but {} serves here: it is still being loaded after {} s"
              + " (roll back or promote another version if it hangs)",
          loading,
          name,
          serving(),
          slow.age().toSeconds());
    }
  }

  private String serving() {
    int version = server.version();
    return version == ModelServer.NONE ? "none" : "version " + version;
  }

  private @Nullable LifecycleException unavailable() {
    return standing.unavailable(failed());
  }

  /** Compares the registry with the server. */
  ServingStatus status() {
    return standing.status(follows, server.version(), failed());
  }

  private ServingStanding.@Nullable Failed failed() {
    Failure last = failure;
    return last == null ? null : new ServingStanding.Failed(last.version, last.cause);
  }

  /** Loads a version on a thread of its own, and waits for it; the caller owns the route. */
  Route<I, O> load(int version) {
    return loader.load(version);
  }

  /**
   * Moves the alias to a version that was loaded, and routes to it. A function goes on serving,
   * whatever is promoted beside it.
   *
   * @param transition moves the alias
   * @param next the version; freed if it does not come to serve
   */
  AuditRecord move(Transition transition, Route<I, O> next) {
    boolean served = false;
    switching.lock();
    try {
      AuditRecord record = registry.apply(transition);
      if (follows) {
        served = true;
        server.serve(next);
        settled();
      }
      say("{}", record);
      return record;
    } finally {
      switching.unlock();
      if (!served) {
        next.retire();
      }
    }
  }

  /** Ends loads under way; the server is closed by its owner. */
  @Override
  public void close() {
    closed = true;
    loader.close();
  }
}
