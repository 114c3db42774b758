package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.VersionLoads.Purpose;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.serving.ServingStatus;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Keeps the server on the version in production, and reports where it is not.
 *
 * <p>Versions are never loaded under the lock. So a load that hangs blocks neither a promotion nor
 * a rollback, and is abandoned as soon as another version is in production; a version that comes
 * into production while another is retried is loaded at once. Thread-safe.
 */
final class ProductionServing<I, O> implements AutoCloseable {
  private final String name;
  private final Logger log;
  private final VersionFollower follower;
  private final Promotions promotions;
  private final Routes<I, O> routes;
  private final RouteSwitch<I, O> server;
  private final VersionLoads loads;
  private final ServingStanding standing;
  private final EarlierVersions<I, O> earlier;
  private final CanaryServing<I, O> canary;

  /** Held while the alias moves and the server changes routes, never while a version is loaded. */
  private final SafeLock switching = new SafeLock(ProductionServing.class);

  /** The version in production, unless it was loaded to move the alias; guarded likewise. */
  private final WantedVersion<Route<I, O>> champion;

  private volatile boolean follows;
  private volatile boolean closed;

  /** Prepares to serve a model; the owner of {@code server}, who answers, closes it. */
  ProductionServing(
      VersionFollower follower,
      Promotions promotions,
      Routes<I, O> routes,
      RouteSwitch<I, O> server,
      Logger log) {
    this.name = promotions.model();
    this.log = log;
    this.follower = follower;
    this.promotions = promotions;
    this.routes = routes;
    this.server = server;
    this.standing = new ServingStanding(name, promotions, log);
    this.loads = routes.loads();
    this.earlier = new EarlierVersions<>(name, promotions, loads, routes::load, server, log);
    this.canary = new CanaryServing<>(name, routes, earlier, server, follower::wake, log);
    this.champion = new WantedVersion<>(loads, Purpose.SERVE, routes::load, follower::wake);
  }

  /**
   * Serves the version in production, and follows changes from now on. A version that cannot be
   * loaded is logged and retried; a version that does not fit the declared inputs or the task is
   * rejected.
   *
   * @param patience the longest wait for the load
   * @throws io.lifecycle4j.error.OverloadedException if no thread can be started
   */
  void open(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    server.whenUnrouted(() -> standing.unavailable());
    follower.registry().refresh();
    promotions.production().ifPresent(this::checkFits);
    follows = true;
    follower.add(this::follow);
    VersionLoad<?> next = awaited();
    while (next != null && next.await(Duration.ofNanos(end - System.nanoTime()))) {
      next = awaited();
    }
  }

  /** Returns the load of the version that is in production by now; null if any version serves. */
  private @Nullable VersionLoad<?> awaited() {
    switching.lock();
    try {
      follow(promotions.wanted());
      return server.version() == ModelServer.NONE ? champion.load() : null;
    } finally {
      switching.unlock();
      follower.wake();
    }
  }

  private void checkFits(int version) {
    if (promotions.wanted().obstacle().isPresent()) {
      return; // it does not serve, and its registration may be unreadable
    }
    ModelVersion found;
    try {
      found = promotions.version(version);
    } catch (CorruptDataException e) {
      return; // loading will report it
    }
    routes.check(found);
  }

  /** Lets the version in production serve once it is loaded, and then the rollout. */
  private @Nullable Duration follow() {
    if (!switching.tryLock()) { // its holder may take long, and wakes the follower
      return VersionFollower.LOOK;
    }
    try {
      return closed ? null : follow(promotions.wanted());
    } finally {
      switching.unlock();
    }
  }

  private @Nullable Duration follow(Wanted wanted) {
    if (wanted.champion().isEmpty()) {
      return null;
    }
    int version = wanted.champion().getAsInt();
    if (wanted.obstacle().isPresent()) {
      stop(version, standing.obstacle(wanted.obstacle().get()));
      return Rounds.UNTIL_WOKEN;
    }
    if (version != server.version() && canary.serveLoaded(version, wanted.entry())) {
      say("Version {} of {} serves now; it was loaded", version, name);
    }
    if (version != server.version() && !loads(version, wanted.entry())) {
      return champion.pause();
    }
    settled();
    return canary.follow(wanted);
  }

  /** Stops serving: the newer library's change may mean that the version must not serve. */
  private void stop(int version, ModelUnavailableException obstacle) {
    champion.abandon();
    server.unroute();
    standing.skipped(version, obstacle, serving());
  }

  /** Serves a version if it is loaded, and returns whether it does. */
  private boolean loads(int version, long entry) {
    try {
      Route<I, O> route = champion.find(version);
      if (route != null) {
        serve(route, entry);
        return true;
      }
      standing.sayIfSlow(version, champion.load(), serving());
    } catch (LifecycleException e) {
      failed(version, e);
    }
    return false;
  }

  private void failed(int version, LifecycleException why) {
    if (!loads.skipped().contains(version)) {
      standing.failed(version, why, serving(), champion.pause());
      return;
    }
    standing.skipped(version, why, serving());
    long moves = server.moves();
    if (server.plan().champion() == null) {
      earlier.standBy(moves, version); // again, since the load of one may have failed
    }
  }

  private void settled() {
    champion.abandon();
    standing.settled();
  }

  private void serve(Route<I, O> route, long entry) {
    boolean served = false;
    try {
      server.serve(route, entry);
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

  /** Lets an earlier version stand by, since the champion of a plan fails. */
  void fails(long entry, int version) {
    earlier.standBy(entry, version);
  }

  /** Returns the version in production and the version that serves. */
  ServingStatus status() {
    return standing.status(isFollowing(), server.plan());
  }

  /** Returns whether it follows the version in production; false for a function. */
  boolean isFollowing() {
    return follows;
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
   * @param decision moves the alias
   * @param next freed if it does not come to serve
   */
  AuditRecord move(Supplier<AuditRecord> decision, Route<I, O> next) {
    boolean served = false;
    switching.lock();
    try {
      AuditRecord record = decision.get();
      if (isFollowing()) {
        served = true;
        server.serve(next, record.sequence());
        settled();
      }
      return record;
    } finally {
      switching.unlock();
      follower.wake();
      if (!served) {
        next.retire();
      }
    }
  }

  /** Moves the alias like {@link #move} to a version that is in the plan; null if it is not. */
  @Nullable AuditRecord moveLoaded(int version, Supplier<AuditRecord> decision) {
    switching.lock();
    try {
      if (server.plan().routes().stream().noneMatch(route -> route.version() == version)) {
        return null;
      }
      AuditRecord record = decision.get();
      follow(promotions.wanted());
      return record;
    } finally {
      switching.unlock();
      follower.wake();
    }
  }

  /**
   * Starts a rollout of a version that was loaded, which answers its share from now on.
   *
   * @param decision starts it
   */
  AuditRecord start(Supplier<AuditRecord> decision, Route<I, O> next) {
    boolean given = false;
    switching.lock();
    try {
      AuditRecord record = decision.get();
      given = true;
      canary.give(next);
      return record;
    } finally {
      switching.unlock();
      follower.wake();
      if (!given) {
        next.retire();
      }
    }
  }

  /** Returns what is counted in the current step of a rollout; null without one. */
  @Nullable StepCounters counters() {
    return canary.counters();
  }

  /** Runs nothing more; the owners of the follower, the routes and the server close them. */
  @Override
  public void close() {
    closed = true;
    canary.close();
  }
}
