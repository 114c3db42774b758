package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.loading.VersionLoad;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.ServingStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
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
  private final Logger log;
  private final VersionFollower follower;
  private final ModelVersions versions;
  private final Routes<I, O> routes;
  private final RouteSwitch<I, O> server;
  private final VersionLoads loads;
  private final ServingStanding standing;
  private final Reconciler<I, O> reconciler;

  /** Held while the alias moves and the server changes routes, never while a version is loaded. */
  private final FollowerLock switching;

  private volatile boolean follows;
  private volatile boolean closed;

  /**
   * Prepares to serve a model; the owner of {@code server}, who answers, closes it.
   *
   * @param clock tells how long ago production moved
   */
  ProductionServing(
      VersionFollower follower,
      ModelVersions versions,
      Routes<I, O> routes,
      RouteSwitch<I, O> server,
      InstantSource clock,
      Logger log) {
    String name = versions.model();
    this.log = log;
    this.follower = follower;
    this.switching = new FollowerLock(follower, this::closeAgain);
    this.versions = versions;
    this.routes = routes;
    this.server = server;
    this.standing = new ServingStanding(name, versions, log);
    this.loads = routes.loads();
    this.reconciler =
        new Reconciler<>(
            name,
            routes,
            server,
            standing,
            new LoadedVersions<>(loads, Purpose.SERVE, routes::load, follower::wake),
            clock,
            log);
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
    versions.named(ModelRegistry.PRODUCTION).ifPresent(this::checkFits);
    follows = true;
    follower.add(this::follow);
    VersionLoad<?> next = awaited();
    while (next != null && next.await(Duration.ofNanos(end - System.nanoTime()))) {
      next = awaited();
    }
  }

  /** Returns the load of the version that is in production by now; null if any version serves. */
  private @Nullable VersionLoad<?> awaited() {
    return switching.changing(
        () -> {
          Wanted wanted = versions.wanted();
          follow(wanted);
          return server.version() == ModelServer.NONE && wanted.champion().isPresent()
              ? reconciler.load(wanted.champion().getAsInt())
              : null;
        });
  }

  private void checkFits(int version) {
    if (versions.wanted().obstacle().isPresent()) {
      return; // it does not serve, and its registration may be unreadable
    }
    ModelVersion found;
    try {
      found = versions.version(version);
    } catch (CorruptDataException e) {
      return; // loading will report it
    }
    routes.check(found);
  }

  /** Lets the version in production serve once it is loaded, and then the rollout. */
  private @Nullable Duration follow() {
    return switching.follow(() -> closed ? null : follow(versions.wanted()));
  }

  private @Nullable Duration follow(Wanted wanted) {
    return wanted.champion().isEmpty() ? null : reconciler.round(wanted);
  }

  /** Returns the version in production and the version that serves. */
  ServingStatus status() {
    return standing.status(isFollowing(), server.plan());
  }

  /** Returns whether it follows the version in production; false for a function. */
  boolean isFollowing() {
    return follows;
  }

  String model() {
    return versions.model();
  }

  Pace pace() {
    return loads.pace();
  }

  /**
   * Loads a version that somebody asks for, even if its last load ended the process.
   *
   * @param verb what it is loaded for, as in "Cannot …"
   */
  Route<I, O> loadAgain(String verb, int version) {
    return beside(version, () -> loads.loadAgain(verb, version, Purpose.SERVE, routes::load));
  }

  /** Loads a version on a thread of its own, and waits for it; the caller owns the route. */
  Route<I, O> load(int version) {
    return beside(version, () -> loads.load(version, Purpose.SERVE, routes::load));
  }

  /** Loads a version for a person, for which one that stands by in case gives up its room. */
  private Route<I, O> beside(int version, Supplier<Route<I, O>> load) {
    switching.run(() -> takesRoom(version));
    boolean loaded = false;
    try {
      Route<I, O> route = load.get();
      loaded = true;
      return route;
    } finally {
      switching.run(() -> reconciler.room().ends(version));
      if (!loaded) { // else the decision wakes it, and until then nothing else may take the room
        follower.wake();
      }
    }
  }

  private void takesRoom(int version) {
    reconciler.room().begins(version);
    settle();
  }

  /**
   * Makes a decision for which a version was loaded, such as a promotion or the start of a rollout;
   * then it serves. A function continues to serve whatever is decided.
   *
   * @param next freed if it does not come to serve
   */
  AuditRecord decide(Supplier<AuditRecord> decision, Route<I, O> next) {
    return switching.decide(decision, next, this::take, this::settle);
  }

  private boolean take(Route<I, O> next) {
    if (isFollowing()) {
      reconciler.offer(next);
    }
    return isFollowing();
  }

  /**
   * Begins to load a version for a decision that nobody waits for: it is tried again and again
   * until the registry wants something else.
   */
  void ask(int version) {
    try {
      switching.run(() -> reconciler.ask(version, versions.wanted().entry()));
    } finally {
      follower.wake();
    }
  }

  /** Returns a version that can serve at once, which others own; null for another one. */
  @Nullable Route<I, O> find(int version) {
    return switching.call(() -> reconciler.peek(version));
  }

  /** Returns the version in production; empty if none was promoted. */
  OptionalInt production() {
    return versions.named(ModelRegistry.PRODUCTION);
  }

  /** Returns why a version is not loaded that was asked for. */
  LifecycleException missing(int version) {
    return switching.call(() -> reconciler.missing(version));
  }

  /** Returns whether a decision has asked for a version as long as its patience lasts. */
  boolean hasWaited(int version) {
    return switching.call(() -> reconciler.awaited().isOverdue(version));
  }

  /** Makes a decision like {@link #decide} if the version is loaded; returns null if it is not. */
  @Nullable AuditRecord decideLoaded(int version, Supplier<AuditRecord> decision) {
    return switching.changing(
        () -> {
          if (reconciler.peek(version) == null) {
            return null;
          }
          AuditRecord record = decision.get();
          settle();
          return record;
        });
  }

  /** Serves what was decided, as far as it can be at once; whatever fails, it is on record. */
  @SuppressWarnings("checkstyle:IllegalCatch") // a model that closes meanwhile throws others too
  private void settle() {
    if (closed || !isFollowing()) {
      return;
    }
    try {
      follow(versions.wanted());
    } catch (RuntimeException e) {
      log.warn("What was decided about {} is followed in a moment", versions.model(), e);
    }
  }

  /** Frees what is loaded after a turn during which this was closed. */
  private void closeAgain() {
    if (closed) {
      close();
    }
  }

  /** Runs nothing more; the owners of the follower, the routes and the server close them. */
  @Override
  public void close() {
    closed = true;
    switching.tryNow(reconciler::end); // or its holder calls this
  }
}
