package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.loading.VersionLoad;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.LoadedVersions.Missing;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.ServingStatus;
import java.time.Duration;
import java.time.InstantSource;
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
  private final SafeLock switching = new SafeLock(ProductionServing.class);

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
    switching.lock();
    try {
      Wanted wanted = versions.wanted();
      follow(wanted);
      return server.version() == ModelServer.NONE && wanted.champion().isPresent()
          ? reconciler.load(wanted.champion().getAsInt())
          : null;
    } finally {
      unlock();
      follower.wake();
    }
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
    if (!switching.tryLock()) { // its holder may take long, and wakes the follower
      return VersionFollower.LOOK;
    }
    try {
      return closed ? null : follow(versions.wanted());
    } finally {
      unlock();
    }
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

  Pace pace() {
    return loads.pace();
  }

  /** Loads a version like {@link #load}, even if its last load ended the process. */
  Route<I, O> loadAgain(int version) {
    loads.unskip(version);
    return load(version);
  }

  /** Loads a version on a thread of its own, and waits for it; the caller owns the route. */
  Route<I, O> load(int version) {
    return loads.load(version, Purpose.SERVE, routes::load);
  }

  /** Loads a version like {@link #load(int)}; null if it is not loaded in time. */
  @Nullable Route<I, O> load(int version, Duration patience) {
    return loads.load(version, Purpose.SERVE, routes::load, patience);
  }

  /**
   * Makes a decision for which a version was loaded, such as a promotion or the start of a rollout;
   * then it serves. A function continues to serve whatever is decided.
   *
   * @param next freed if it does not come to serve
   */
  AuditRecord decide(Supplier<AuditRecord> decision, Route<I, O> next) {
    boolean offered = false;
    switching.lock();
    try {
      AuditRecord record = decision.get();
      if (isFollowing()) {
        offered = true;
        reconciler.offer(next);
        settle();
      }
      return record;
    } finally {
      unlock();
      follower.wake();
      if (!offered) {
        next.retire();
      }
    }
  }

  /** Returns why a version is not loaded, and begins to load it; null if it is. */
  @Nullable Missing missing(int version) {
    switching.lock();
    try {
      return reconciler.missing(version);
    } finally {
      switching.unlock();
      follower.wake();
      if (closed) {
        close(); // which may have missed the load
      }
    }
  }

  /** Makes a decision like {@link #decide} if the version is loaded; returns null if it is not. */
  @Nullable AuditRecord decideLoaded(int version, Supplier<AuditRecord> decision) {
    switching.lock();
    try {
      if (!reconciler.isLoaded(version)) {
        return null;
      }
      AuditRecord record = decision.get();
      settle();
      return record;
    } finally {
      unlock();
      follower.wake();
    }
  }

  /** Serves what was decided, as far as it can be at once; whatever fails, it is on record. */
  @SuppressWarnings("checkstyle:IllegalCatch") // a model that closes meanwhile throws others too
  private void settle() {
    if (closed) {
      return;
    }
    try {
      follow(versions.wanted());
    } catch (RuntimeException e) {
      log.warn("What was decided about {} is followed in a moment", versions.model(), e);
    }
  }

  /** Returns what is counted in the current step of a rollout; null without one. */
  @Nullable StepCounters counters() {
    CanaryShare<I, O> share = server.plan().canary();
    return share == null ? null : share.counters();
  }

  /** Releases the lock, and frees what is loaded if this was closed meanwhile. */
  private void unlock() {
    switching.unlock();
    if (closed) {
      close();
    }
  }

  /** Runs nothing more; the owners of the follower, the routes and the server close them. */
  @Override
  public void close() {
    closed = true;
    if (switching.tryLock()) { // or its holder calls this
      try {
        reconciler.end();
      } finally {
        switching.unlock();
      }
    }
  }
}
