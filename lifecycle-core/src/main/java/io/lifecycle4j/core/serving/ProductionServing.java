package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
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
 * two, up to a minute; what comes into production in between is loaded at once. Thread-safe.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 */
public final class ProductionServing<I, O> implements AutoCloseable {
  /** How long opening waits for the version in production. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Takes what comes to serve, and what does not. */
  public static final Logger LOG = LoggerFactory.getLogger(ProductionServing.class);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);
  private static final Duration SLOW = Duration.ofSeconds(10);

  /** So often, at least, it looks after a load, whose thread an error may have ended. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final String name;
  private final Logger log;
  private final ModelRegistry registry;
  private final RegistryFollower follower;
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
  private volatile ServingStanding.@Nullable Failure failure;

  /** Null for a function. */
  private volatile RegistryFollower.@Nullable Following following;

  private volatile boolean closed;

  /**
   * Prepares to serve a model.
   *
   * @param name the name of the model
   * @param registry keeps its versions
   * @param follower tells of changes of the registry
   * @param promotions tell what is in production
   * @param routes load versions
   * @param server answers; closed by its owner
   * @param log takes what comes to serve, and what does not
   */
  public ProductionServing(
      String name,
      ModelRegistry registry,
      RegistryFollower follower,
      Promotions promotions,
      Routes<I, O> routes,
      ModelServer<I, O> server,
      Logger log) {
    this.name = name;
    this.log = log;
    this.registry = registry;
    this.follower = follower;
    this.promotions = promotions;
    this.routes = routes;
    this.server = server;
    this.standing = new ServingStanding(name, promotions);
    this.loader = new RouteLoader<>(name, number -> routes.load(promotions.version(number)));
  }

  /**
   * Routes to the version in production and follows it from now on. One that cannot be loaded is a
   * failure that is logged and tried again; one that the declared inputs or the task do not fit is
   * refused.
   *
   * @param patience the longest wait for the load
   */
  public void open(Duration patience) {
    server.whenUnrouted(this::unavailable);
    registry.refresh();
    OptionalInt production = promotions.production();
    boolean loads = production.isPresent() && fits(production.getAsInt());
    following = follower.follow(name, this::follow);
    if (!loads) {
      return;
    }
    RouteLoad<I, O> first;
    switching.lock();
    try {
      follow(production.getAsInt());
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
   * Looks at what is in production: begins to load it unless it serves, is being loaded, or failed
   * a moment ago.
   *
   * @return when to look again, unless the registry has something new
   */
  Duration follow() {
    if (!switching.tryLock()) { // who has it may take long, and wakes the follower
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
    RouteLoad<I, O> begun = load;
    if (begun != null && begun.isOver()) {
      ended(begun); // an error kept its own thread from it
    }
    if (production == server.version()) {
      settled();
      return Rounds.UNTIL_WOKEN;
    }
    if (load != null && loading == production) {
      sayIfSlow(load);
      return LOOK;
    }
    ServingStanding.Failure last = failure;
    if (last == null || last.version() != production || last.retry().isDue()) {
      begin(production);
    }
    return pause();
  }

  private Duration pause() {
    ServingStanding.Failure last = failure;
    return load != null || last == null ? LOOK : Duration.ofNanos(Math.max(0, last.retry().left()));
  }

  /** What a newer library changed may be why the version must not serve any more. */
  private void stop(int version, ModelUnavailableException obstacle) {
    abandon();
    server.unroute();
    ServingStanding.Failure last = failure;
    if (last == null || last.version() != version || last.retry().isDue()) {
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
        failed(loading, over.failure());
      }
    } catch (Throwable e) { // the thread of the load has nobody to throw it to
      failed(loading, RouteLoad.unavailable(name + ":" + loading, e));
    } finally {
      switching.unlock();
      wake();
    }
  }

  private void wake() {
    RegistryFollower.Following call = following;
    if (call != null) {
      call.wake();
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

  private void failed(int version, LifecycleException cause) {
    ServingStanding.Failure last = failure;
    boolean again = last != null && last.version() == version;
    Backoff retry =
        last != null && again
            ? last.retry()
            : new Backoff(FIRST_RETRY, LAST_RETRY, System::nanoTime);
    Duration delay = Duration.ofNanos(retry.failed());
    failure = new ServingStanding.Failure(version, cause, retry);
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
    return standing.unavailable(failure);
  }

  /**
   * Compares the registry with the server.
   *
   * @return what is in production, and what serves
   */
  public ServingStatus status() {
    return standing.status(isFollowing(), server.version(), failure);
  }

  /**
   * Returns whether it serves what is in production.
   *
   * @return false for a function
   */
  public boolean isFollowing() {
    return following != null;
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

  /** Ends loads under way; the server is closed by its owner. */
  @Override
  public void close() {
    closed = true;
    RegistryFollower.Following call = following;
    if (call != null) {
      call.close();
    }
    loader.close();
  }
}
