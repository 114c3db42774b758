package io.lifecycle4j.core.serving;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.serving.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which versions answer calls, and in which order. Immutable: a call reads one plan, so it never
 * sees half of a change.
 *
 * @param entry the sequence of the registry's entry that made it; 0 if none did
 * @param champion the version in production; null if none is loaded
 * @param canary what a version under rollout answers instead of the champion; null without one
 * @param standby the version before, while the champion fails or is not loaded; null if there is
 *     none
 * @param fallback the user's function, which answers if no version can; null if there is none
 * @param why creates what a call throws if nothing can answer; null if nothing is in production
 */
record TrafficPlan<I, O>(
    long entry,
    @Nullable Route<I, O> champion,
    @Nullable CanaryShare<I, O> canary,
    @Nullable Route<I, O> standby,
    @Nullable Route<I, O> fallback,
    Supplier<@Nullable LifecycleException> why) {

  /** Returns the plan that an entry made, with the same fallback. */
  TrafficPlan<I, O> by(
      long next,
      @Nullable Route<I, O> version,
      @Nullable CanaryShare<I, O> share,
      @Nullable Route<I, O> before) {
    return new TrafficPlan<>(next, version, share, before, fallback, why);
  }

  /** Finds a version that is loaded; null if it is not in the plan. */
  @Nullable Route<I, O> find(int version) {
    for (Route<I, O> route : routes()) {
      if (route.version() == version) {
        return route;
      }
    }
    return null;
  }

  TrafficPlan<I, O> why(Supplier<@Nullable LifecycleException> next) {
    return new TrafficPlan<>(entry, champion, canary, standby, fallback, next);
  }

  /** Returns the plan in which nothing answers. */
  TrafficPlan<I, O> empty() {
    return new TrafficPlan<>(0, null, null, null, null, why);
  }

  /** Returns the routes of the plan. */
  List<Route<I, O>> routes() {
    List<Route<I, O>> routes = new ArrayList<>();
    add(routes, champion);
    add(routes, standby);
    add(routes, fallback);
    add(routes, canary == null ? null : canary.route());
    return routes;
  }

  private void add(List<Route<I, O>> routes, @Nullable Route<I, O> route) {
    if (route != null) {
      routes.add(route);
    }
  }

  /**
   * Returns who answers a call: the canary if the key of the call is in its share, or the first of
   * champion, standby and fallback whose breaker permits it. If none does, the first that there is,
   * since some answers are better than none; null if there is none. A trial of a breaker is
   * counted.
   *
   * @param request the call, of which the plan may regard the key
   */
  @Nullable Route<I, O> choose(PredictionRequest<I, O> request) {
    CanaryShare<I, O> share = canary;
    int bucket = share == null ? 0 : share.counters().bucket(request.key());
    if (share != null && share.answers(bucket, request)) {
      return share.route();
    }
    if (champion != null && champion.breaker().permits()) {
      if (share == null) {
        request.chosen(Arm.CHAMPION, null);
      } else {
        share.leave(bucket, request);
      }
      return champion; // nearly always
    }
    return substitute(request);
  }

  private @Nullable Route<I, O> substitute(PredictionRequest<I, O> request) {
    Route<I, O> next = first();
    if (standby != null && standby.breaker().permits()) {
      next = standby;
    } else if (fallback != null && fallback.breaker().permits()) {
      next = fallback;
    }
    request.chosen(arm(next), null);
    return next;
  }

  private Arm arm(@Nullable Route<I, O> route) {
    if (route == champion) {
      return Arm.CHAMPION;
    }
    return route == standby ? Arm.STANDBY : Arm.FALLBACK;
  }

  /** Returns who answers a call like {@link #choose}, but counts nothing and regards no trials. */
  @Nullable Route<I, O> answering() {
    for (Route<I, O> route : routes()) {
      if (route.breaker().isClosed()) {
        return route;
      }
    }
    return first();
  }

  private @Nullable Route<I, O> first() {
    if (champion != null) {
      return champion;
    }
    return standby != null ? standby : fallback;
  }
}
