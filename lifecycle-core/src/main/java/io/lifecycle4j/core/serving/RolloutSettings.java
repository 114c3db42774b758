package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.Undecided;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.RolloutBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of a rollout, with their defaults. */
final class RolloutSettings implements RolloutBuilder {
  /** How many times as long as a step lasts at least it may last, unless set. */
  private static final int PATIENCE = 10;

  private static final Duration LONGEST = Duration.ofDays(366);

  private final Start start;
  private final Set<String> set = new HashSet<>();
  private List<Double> shares = List.of(0.05, 0.25, 1.0);
  private Duration stepEvery = Duration.ofMinutes(30);
  private Duration bakeFor = Duration.ofHours(24);
  private double margin = 0.01;
  private int minimumRequests = 1_000;
  private double latencyWithin = 1.5;
  private @Nullable Duration decideWithin;
  private Undecided ifUndecided = Undecided.BACK;

  /** Starts a rollout. */
  interface Start {
    Rollout start(RolloutPlan plan, By by);
  }

  RolloutSettings(Start start) {
    this.start = start;
  }

  private void once(String what) {
    checkUnset(!set.add(what), "rollout", what);
  }

  @Override
  public RolloutBuilder canary(double... given) {
    once("shares");
    shares = Arrays.stream(required(given, "shares of a rollout")).boxed().toList();
    return this;
  }

  @Override
  public RolloutBuilder stepEvery(Duration time) {
    once("time of a step");
    stepEvery = required(time, "time of a step");
    return this;
  }

  @Override
  public RolloutBuilder bakeFor(Duration time) {
    once("time to bake");
    bakeFor = required(time, "time to bake");
    return this;
  }

  @Override
  public RolloutBuilder margin(double share) {
    once("margin");
    margin = share;
    return this;
  }

  @Override
  public RolloutBuilder minimumRequests(int requests) {
    once("minimum of requests");
    minimumRequests = requests;
    return this;
  }

  @Override
  public RolloutBuilder latencyWithin(double factor) {
    once("factor of latency");
    latencyWithin = factor;
    return this;
  }

  @Override
  public RolloutBuilder decideWithin(Duration time) {
    once("time to decide");
    decideWithin = required(time, "time to decide");
    return this;
  }

  @Override
  public RolloutBuilder ifUndecided(Undecided then) {
    once("what to do if undecided");
    ifUndecided = required(then, "what to do if undecided");
    return this;
  }

  @Override
  public Rollout start(Actor actor, String reason) {
    By by = new By(Action.ROLL_OUT, actor, reason);
    Duration decided = decideWithin;
    RolloutCriteria criteria =
        new RolloutCriteria(
            margin,
            minimumRequests,
            latencyWithin,
            decided == null ? patience() : decided,
            ifUndecided);
    return start.start(new RolloutPlan(shares, stepEvery, bakeFor, criteria), by);
  }

  private Duration patience() {
    boolean fits = !stepEvery.isNegative() && stepEvery.compareTo(LONGEST.dividedBy(PATIENCE)) < 0;
    return fits ? stepEvery.multipliedBy(PATIENCE) : LONGEST; // the plan checks the step
  }
}
