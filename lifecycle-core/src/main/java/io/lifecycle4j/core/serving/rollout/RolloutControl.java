package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.registry.Move;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.RolloutTransitions;
import io.lifecycle4j.core.serving.rollout.RolloutSignals.Sum;
import io.lifecycle4j.core.serving.rollout.StepJudgement.Outcome;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.ArmFigures;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.Undecided;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the counts of this process written once a second while a rollout is running, and decides if
 * no other process does.
 *
 * <p>A decision is one entry of the registry, whose precondition is the step that was judged. So
 * two processes that decide at once, and one that dies in between, do no harm. Thread-safe.
 */
public final class RolloutControl implements AutoCloseable {
  /** Receives what prevents a decision. */
  public static final Logger LOG = LoggerFactory.getLogger(RolloutControl.class);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final RolloutTransitions rollouts;
  private final Consumer<Move> moves;
  private final TrafficRecorder own;
  private final RolloutSignals signals;
  private final InstantSource clock;
  private final boolean isWritten;
  private final Logger log;
  private final Rounds rounds;

  /** When to decide again after a failure; confined to the thread. */
  private final Backoff retry;

  /**
   * Creates a control that does nothing until it is woken.
   *
   * @param moves decides
   * @param own writes what this process counts
   */
  public RolloutControl(
      RolloutTransitions rollouts,
      Consumer<Move> moves,
      TrafficRecorder own,
      Medium medium,
      InstantSource clock,
      Logger log) {
    this(rollouts, moves, own, medium, clock, Pace.DEFAULT, log);
  }

  /** Creates the same, which decides again after failures at another pace. */
  public RolloutControl(
      RolloutTransitions rollouts,
      Consumer<Move> moves,
      TrafficRecorder own,
      Medium medium,
      InstantSource clock,
      Pace pace,
      Logger log) {
    this.retry = pace.backoff();
    this.rollouts = rollouts;
    this.moves = moves;
    this.own = own;
    this.signals = new RolloutSignals(medium.journals(), rollouts.model());
    this.isWritten = !medium.isReadOnly();
    this.clock = clock;
    this.log = log;
    this.rounds = new Rounds("rollout-" + rollouts.model(), this::round);
  }

  /** Begins to record and decide if a rollout is running. */
  public void wake() {
    if (isWritten && rollouts.find().filter(RolloutState::isRunning).isPresent()) {
      rounds.wake();
    }
  }

  /**
   * A process in which anything fails lets others decide, and takes part again in its next round.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too
  private @Nullable Duration round() {
    try {
      return recorded();
    } catch (RuntimeException | Error e) {
      resign(e);
      throw e;
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // see round
  private void resign(Throwable cause) {
    try {
      signals.close();
    } catch (RuntimeException | Error e) {
      Closing.suppress(cause, e);
    }
  }

  private @Nullable Duration recorded() {
    RolloutState now = rollouts.find().filter(RolloutState::isRunning).orElse(null);
    if (now == null) {
      signals.close();
      return null;
    }
    own.recordAll(clock.instant());
    if (retry.isDue() && signals.leads(now)) {
      decideOrResign(now);
    }
    return SECOND;
  }

  /** Lets others decide if it cannot, and tries again later: at first in a second, then in two. */
  private void decideOrResign(RolloutState now) {
    try {
      decide(now);
      retry.succeeded();
    } catch (ConflictException e) {
      log.debug("Another process or person decided", e);
    } catch (LifecycleException e) {
      long wait = retry.failed();
      resign(e);
      log.error(
          "Cannot decide about the rollout of {}:{}; it is tried again in {} s",
          rollouts.model(),
          now.version(),
          TimeUnit.NANOSECONDS.toSeconds(wait),
          e);
    }
  }

  /** Returns what all processes counted in the step that a rollout is in. */
  public RolloutFigures figures(RolloutState state) {
    return figures(state, signals.sum(state));
  }

  private static RolloutFigures figures(RolloutState state, Sum sum) {
    return new RolloutFigures(sum.canary().figures(), control(state, sum));
  }

  /** Once all requests are served by the version, it is compared with those of the steps before. */
  private static ArmFigures control(RolloutState state, Sum sum) {
    return state.isBaking() ? state.figures().control() : sum.control().figures();
  }

  private void decide(RolloutState state) {
    Sum sum = signals.sum(state);
    RolloutPlan plan = state.plan();
    RolloutFigures before = state.isBaking() ? RolloutFigures.NONE : state.figures();
    StepJudgement judged =
        StepJudgement.of(plan.criteria(), before, sum.canary(), control(state, sum))
            .unless(sum.corrupt());
    RolloutFigures figures = figures(state, sum);
    Duration age = Duration.between(state.since(), clock.instant());
    if (judged.outcome() == Outcome.FAILS) {
      turnBack(state, figures, "Worse: " + judged.reason());
    } else if (state.isBaking()) {
      if (age.compareTo(plan.bakeFor()) >= 0) {
        String why = "Baked: " + judged.reason();
        moves.accept(RolloutTransitions.baked(state, figures, why));
      }
    } else if (judged.outcome() == Outcome.HOLDS && age.compareTo(plan.stepEvery()) >= 0) {
      goOn(state, figures, "Not worse: " + judged.reason());
    } else if (age.compareTo(plan.criteria().decideWithin()) >= 0) {
      String why = "Undecided after " + plan.criteria().decideWithin() + ": " + judged.reason();
      if (plan.criteria().ifUndecided() == Undecided.FORWARD) {
        goOn(state, figures, why);
      } else {
        turnBack(state, figures, why);
      }
    }
  }

  /** Stays in its step while promotions are locked. */
  private void goOn(RolloutState state, RolloutFigures figures, String why) {
    if (rollouts.isLocked()) {
      log.debug("Promotions of {} are locked: no rollout goes on", rollouts.model());
      return;
    }
    moves.accept(rollouts.next(state, figures, why));
  }

  private void turnBack(RolloutState state, RolloutFigures figures, String why) {
    moves.accept(rollouts.turnedBack(state, figures, why));
  }

  /** Ends the thread, and lets others decide. */
  @Override
  public void close() {
    rounds.end(END);
    signals.close();
  }
}
