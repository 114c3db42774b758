package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.loading.VersionLoad;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OverloadedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Brings who answers as near to what the registry says as what is loaded permits: loads what is
 * missing, sets one plan, and frees what is not needed.
 *
 * <p>The version in production comes first. A version under rollout, and the version before, are
 * loaded once it serves. The version before stands by while the one in production bakes, some
 * minutes after each move if there is memory for both, and while a version fails.
 *
 * <p>Guarded by the lock of {@link ProductionServing}.
 */
final class Reconciler<I, O> {
  /** How long the version before stands by after a move of production, if there is memory. */
  static final Duration STAND_BY = Duration.ofMinutes(10);

  private final String name;
  private final Routes<I, O> routes;
  private final RouteSwitch<I, O> server;
  private final ServingStanding standing;
  private final InstantSource clock;
  private final Logger log;
  private final LoadedVersions<Route<I, O>> loaded;
  private final Awaited awaited;
  private final StandByRoom room;

  /** Why a version stands by, as was said last. */
  private String said = "";

  /** Why the version before is needed. */
  private enum Need {
    NONE,
    /** Production has just moved: only if there is certainly memory for it. */
    MOVED,
    /** The version in production bakes. */
    BAKES,
    /** A version fails, or cannot be loaded. */
    FAILS
  }

  /**
   * Loads nothing yet.
   *
   * @param loaded loads versions by {@code routes}
   */
  Reconciler(
      String name,
      Routes<I, O> routes,
      RouteSwitch<I, O> server,
      ServingStanding standing,
      LoadedVersions<Route<I, O>> loaded,
      InstantSource clock,
      Logger log) {
    this.name = name;
    this.routes = routes;
    this.server = server;
    this.standing = standing;
    this.clock = clock;
    this.log = log;
    this.loaded = loaded;
    this.awaited = new Awaited(routes.loads().pace());
    this.room = new StandByRoom(routes.loads(), log);
  }

  /** Takes a version that was loaded for the next round, and is freed there if it is not wanted. */
  void offer(Route<I, O> route) {
    loaded.offer(route.version(), route);
  }

  /**
   * Loads a version for which a decision waits; from now on again and again, until the registry
   * wants something else than by this entry.
   */
  void ask(int version, long entry) {
    awaited.ask(version, entry);
    standIn(version, Purpose.SERVE);
  }

  /** Returns why a version is not loaded that was asked for. */
  LifecycleException missing(int version) {
    LifecycleException failure = loaded.failure(version);
    return failure != null
        ? failure
        : new OverloadedException(
            String.format(
                "Cannot move production of %s to version %s: it is still being loaded",
                name, version));
  }

  /** Returns for which versions decisions wait. */
  Awaited awaited() {
    return awaited;
  }

  /** Returns what says whether the version before has room. */
  StandByRoom room() {
    return room;
  }

  /** Returns a version that can serve at once; null for another one. */
  @Nullable Route<I, O> peek(int version) {
    Route<I, O> route = server.plan().find(version);
    return route != null ? route : loaded.peek(version);
  }

  /** Returns the load of a version that is in progress; null if there is none. */
  @Nullable VersionLoad<?> load(int version) {
    return loaded.load(version);
  }

  /** Wants nothing any more. */
  void end() {
    loaded.settle(server.plan().routes(), version -> false);
  }

  /**
   * Makes one round, while a version is in production.
   *
   * @return when to make the next one, unless the registry changes, or a load ends, before
   */
  Duration round(Wanted wanted) {
    if (wanted.obstacle().isPresent()) {
      stop(wanted, standing.obstacle(wanted.obstacle().get()));
      return Rounds.UNTIL_WOKEN;
    }
    awaited.asked(wanted.entry()).forEach(asked -> standIn(asked, Purpose.SERVE));
    settle(wanted); // first: loads that were given up limit those that begin
    Route<I, O> champion = champion(wanted.champion().orElseThrow());
    if (champion != null) {
      serve(wanted, champion);
    } else {
      stay(wanted);
    }
    settle(wanted);
    Duration left = left(wanted);
    Duration retry = loaded.pause();
    return left.isNegative() || left.compareTo(retry) > 0 ? retry : left.plusMillis(1);
  }

  /** Serves nothing: the newer library's change may mean that the version must not serve. */
  private void stop(Wanted wanted, ModelUnavailableException obstacle) {
    server.change(now -> now.by(wanted.entry(), null, null, null));
    end();
    standing.skipped(wanted.champion().orElseThrow(), obstacle, serving());
  }

  /**
   * Keeps who serves until the version in production is loaded; another may stand by. The rollout
   * of a version beside one that is no longer in production has ended.
   */
  private void stay(Wanted wanted) {
    TrafficPlan<I, O> now = server.plan();
    Route<I, O> serving = now.champion();
    Need need = need(wanted, serving);
    Route<I, O> before = before(wanted, serving, need);
    if (now.canary() != null) {
      server.change(plan -> plan.by(plan.entry(), serving, null, plan.standby()));
    }
    if (before != null) {
      long entry = serving == null ? wanted.entry() : now.entry();
      server.change(plan -> plan.by(entry, serving, null, before));
      int fails = serving == null ? wanted.champion().orElseThrow() : serving.version();
      sayBefore(need, fails, before);
    }
  }

  private void serve(Wanted wanted, Route<I, O> champion) {
    RolloutState rollout = wanted.rollout().orElse(null);
    CanaryShare<I, O> share = rollout == null ? null : share(rollout);
    TrafficPlan<I, O> old = server.plan();
    if (champion != old.champion()) { // before files are read
      server.change(now -> now.by(wanted.entry(), champion, share, warm(wanted)));
    }
    Need need = need(wanted, champion);
    Route<I, O> before = before(wanted, champion, need);
    server.change(now -> now.by(wanted.entry(), champion, share, before));
    standing.settled();
    if (champion != old.champion()) {
      say("Version {} of {} serves now, run by {}", champion.version(), name, champion.engine());
    }
    if (rollout != null && share != null && !share.counts(old.canary())) {
      say(
          "Version {} of {} serves {} % of the requests by rollout {}",
          rollout.version(), name, 100 * rollout.share(), rollout.id());
    }
    sayBefore(need, champion.version(), before);
  }

  /** Returns the newest version before that is in the plan already. */
  private @Nullable Route<I, O> warm(Wanted wanted) {
    TrafficPlan<I, O> now = server.plan();
    return wanted.before().stream()
        .map(now::find)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Frees what is not in the plan and not wanted. */
  private void settle(Wanted wanted) {
    TrafficPlan<I, O> now = server.plan();
    int version = wanted.champion().orElseThrow();
    Need need = need(wanted, now.champion());
    loaded.settle(
        now.routes(),
        each ->
            now.find(each) == null
                && (each == version
                    || isCanary(wanted, each)
                    || awaited.asked(wanted.entry()).contains(each)
                    || (isBetter(wanted, each, now.standby()) && isNeeded(need, wanted, each))));
  }

  /** Returns whether a version that is or was being loaded is still needed to stand by. */
  private boolean isNeeded(Need need, Wanted wanted, int version) {
    return need == Need.MOVED ? room.stillFits(wanted, version) : need != Need.NONE;
  }

  /** Returns whether a version was in production later than the one that stands by. */
  private static boolean isBetter(Wanted wanted, int version, @Nullable Route<?, ?> standby) {
    int place = wanted.before().indexOf(version);
    int last = standby == null ? -1 : wanted.before().indexOf(standby.version());
    return place >= 0 && (last < 0 || place < last);
  }

  /** Returns the version in production once it is loaded. */
  private @Nullable Route<I, O> champion(int version) {
    try {
      Route<I, O> route = find(version);
      if (route == null) {
        standing.sayIfSlow(version, loaded.load(version), serving());
      }
      return route;
    } catch (LifecycleException e) {
      if (routes.loads().isSkipped(version)) {
        standing.skipped(version, e, serving());
      } else {
        standing.failed(version, e, serving(), loaded.retryIn(version));
      }
      return null;
    }
  }

  private @Nullable Route<I, O> find(int version) {
    Route<I, O> route = server.plan().find(version);
    return route != null ? route : loaded.find(version);
  }

  /** Returns the share of a rollout; null if its version is not loaded. */
  private @Nullable CanaryShare<I, O> share(RolloutState rollout) {
    Route<I, O> canary = rollout.isBaking() ? null : canary(rollout.version());
    if (canary == null && !rollout.isBaking()) {
      return null;
    }
    CanaryShare<I, O> last = server.plan().canary();
    return new CanaryShare<>(
        canary,
        last != null && last.counters().isOf(rollout)
            ? last.counters()
            : new StepCounters(rollout, server.calls()));
  }

  private @Nullable Route<I, O> canary(int version) {
    try {
      return find(version);
    } catch (LifecycleException e) {
      if (loaded.isNews(version, e)) {
        log.error(
            "Version {} of {} is rolled out, but the version in production answers all requests"
                + " here: {}",
            version,
            name,
            e.getMessage(),
            e);
      }
      return null;
    }
  }

  private static boolean isCanary(Wanted wanted, int version) {
    return wanted
        .rollout()
        .filter(running -> !running.isBaking() && running.version() == version)
        .isPresent();
  }

  private Need need(Wanted wanted, @Nullable Route<I, O> serving) {
    int version = wanted.champion().orElseThrow();
    if (serving == null) {
      return routes.loads().isSkipped(version) ? Need.FAILS : Need.NONE;
    }
    if (!serving.breaker().isClosed()) { // perhaps since before it served
      return Need.FAILS;
    }
    if (serving.version() != version) {
      return Need.NONE; // until that one is loaded
    }
    if (wanted.rollout().filter(RolloutState::isBaking).isPresent()) {
      return Need.BAKES;
    }
    return left(wanted).isNegative() ? Need.NONE : Need.MOVED;
  }

  /** Returns how long the version before still stands by since production moved. */
  private Duration left(Wanted wanted) {
    Duration left = STAND_BY.minus(Duration.between(wanted.moved(), clock.instant()));
    boolean isOtherClock = left.compareTo(STAND_BY.multipliedBy(2)) > 0;
    return isOtherClock ? Duration.ofDays(-1) : left;
  }

  /** Returns the newest version before that is loaded, and begins to load a newer one. */
  private @Nullable Route<I, O> before(Wanted wanted, @Nullable Route<I, O> serving, Need need) {
    if (need == Need.NONE) {
      return null;
    }
    boolean loads = false;
    for (int version : wanted.before()) {
      boolean isOther = serving == null || serving.version() != version;
      if (isOther
          && (!loads || isBegun(version))
          && (need != Need.MOVED || fits(wanted, version))) {
        Route<I, O> route = standIn(version, Purpose.STAND_BY);
        if (route != null) {
          return route;
        }
        loads |= loaded.load(version) != null;
      }
    }
    return null;
  }

  private boolean isBegun(int version) {
    return loaded.load(version) != null || peek(version) != null;
  }

  private boolean fits(Wanted wanted, int version) {
    return isBegun(version) ? room.stillFits(wanted, version) : room.fits(wanted, version);
  }

  private @Nullable Route<I, O> standIn(int version, Purpose purpose) {
    Route<I, O> route = server.plan().find(version);
    try {
      return route != null ? route : loaded.find(version, purpose);
    } catch (LifecycleException e) {
      if (loaded.isNews(version, e)) {
        log.warn("Version {} of {} cannot stand by", version, name, e);
      }
      return null;
    }
  }

  /** Says which version stands by, and why, if that has changed. */
  private void sayBefore(Need need, int version, @Nullable Route<I, O> before) {
    String now =
        before == null
            ? ""
            : before.version() + (need == Need.FAILS ? " instead of " : " beside ") + version;
    if (before != null && !now.equals(said)) {
      if (need == Need.FAILS) {
        log.warn(
            "Version {} of {} answers while version {} fails", before.version(), name, version);
      } else {
        say("Version {} of {} stays loaded beside version {}", before.version(), name, version);
      }
    }
    said = now;
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
}
