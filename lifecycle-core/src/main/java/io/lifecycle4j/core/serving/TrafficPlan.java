package io.lifecycle4j.core.serving;

import io.lifecycle4j.error.LifecycleException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which versions answer calls, and in which order. Immutable: a call reads one plan, so it never
 * sees half of a change.
 *
 * @param entry increases whenever the champion changes
 * @param champion the version in production; null if none is loaded
 * @param standby the version before, while the champion fails or is not loaded; null if there is
 *     none
 * @param fallback the user's function, which answers if no version can; null if there is none
 * @param why creates what a call throws if nothing can answer; null if nothing is in production
 */
record TrafficPlan<I, O>(
    long entry,
    @Nullable Route<I, O> champion,
    @Nullable Route<I, O> standby,
    @Nullable Route<I, O> fallback,
    Supplier<@Nullable LifecycleException> why) {

  /** Returns the plan with another champion or none, beside which no version stands by. */
  TrafficPlan<I, O> champion(@Nullable Route<I, O> next) {
    return new TrafficPlan<>(entry + 1, next, null, fallback, why);
  }

  TrafficPlan<I, O> standby(Route<I, O> next) {
    return new TrafficPlan<>(entry, champion, next, fallback, why);
  }

  TrafficPlan<I, O> why(Supplier<@Nullable LifecycleException> next) {
    return new TrafficPlan<>(entry, champion, standby, fallback, next);
  }

  /** Returns the plan in which nothing answers. */
  TrafficPlan<I, O> empty() {
    return new TrafficPlan<>(entry + 1, null, null, null, why);
  }

  /** Returns the routes of the plan. */
  List<Route<I, O>> routes() {
    List<Route<I, O>> routes = new ArrayList<>();
    add(routes, champion);
    add(routes, standby);
    add(routes, fallback);
    return routes;
  }

  private void add(List<Route<I, O>> routes, @Nullable Route<I, O> route) {
    if (route != null) {
      routes.add(route);
    }
  }

  /**
   * Returns who answers a call: the first of champion, standby and fallback whose breaker permits
   * it. If none does, the first that there is, since some answers are better than none; null if
   * there is none. A trial of a breaker is counted.
   *
   * @param request the call, of which the plan may regard the key
   */
  @Nullable Route<I, O> choose(PredictionRequest<I, O> request) {
    if (champion != null && champion.breaker().permits()) {
      return champion; // nearly always
    }
    if (standby != null && standby.breaker().permits()) {
      return standby;
    }
    if (fallback != null && fallback.breaker().permits()) {
      return fallback;
    }
    return first();
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
