package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.RolloutTransitions;
import io.lifecycle4j.core.serving.rollout.RolloutControl;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.RolloutBuilder;
import io.lifecycle4j.serving.Rollouts;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Starts and finds the rollouts of one model. Thread-safe. */
public final class ModelRollouts<I, O> implements Rollouts, AutoCloseable {
  private final String model;
  private final RolloutTransitions rollouts;
  private final Serving<I, O> serving;
  private final VersionMoves<I, O> moves;
  private final RolloutControl control;
  private final Observers observers;

  /** Takes part in no rollout before {@link #open}. */
  public ModelRollouts(
      ModelVersions versions,
      Promotions promotions,
      Serving<I, O> serving,
      VersionMoves<I, O> moves,
      Medium medium,
      InstantSource clock,
      Observers observers) {
    this.observers = observers;
    this.model = versions.model();
    this.rollouts = new RolloutTransitions(versions, promotions);
    this.serving = serving;
    this.moves = moves;
    this.control =
        new RolloutControl(
            rollouts,
            moves::move,
            serving.recorder(medium),
            medium,
            clock,
            moves.pace(),
            RolloutControl.LOG);
  }

  /** Takes part in the rollouts of the model from now on, unless a function serves. */
  public void open() {
    serving
        .follower()
        .add(
            () -> {
              decide();
              return null; // it has a thread of its own while a rollout is running
            });
  }

  @Override
  public RolloutBuilder rollout(ModelVersion version) {
    required(version, "model version");
    ObservedSubject subject = ObservedSubject.model(model).version(version.number());
    return new RolloutSettings(
        (plan, by) -> observers.call(Operation.ROLLOUT, subject, () -> start(version, plan, by)));
  }

  private Rollout start(ModelVersion version, RolloutPlan plan, By by) {
    check(
        moves.isFollowing(),
        "Cannot roll out %s: a function serves %s (open the model without one)",
        version.label(),
        model);
    moves.permit(by);
    Transition started = moves.move(rollouts.start(version, plan, by)).transition();
    return new Recorded(started.find(RolloutStarted.class).orElseThrow().rollout());
  }

  @Override
  public Optional<Rollout> findRollout() {
    return rollouts.find().map(state -> new Recorded(state.id()));
  }

  /** Finds how a rollout ended; empty while it runs. */
  public Optional<RolloutEnd> findEnd(String id) {
    return rollouts.state(id).end();
  }

  /** Records counts and decides soon; a process that loads no versions leaves that to others. */
  public void decide() {
    if (moves.isFollowing()) {
      control.wake();
    }
  }

  /** Leaves the rollout that is running to other processes. */
  @Override
  public void close() {
    control.close();
  }

  /** A rollout as its entries in the registry say. */
  private final class Recorded implements Rollout {
    private final String id;

    Recorded(String id) {
      this.id = id;
    }

    private RolloutState now() {
      return rollouts.state(id);
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public int version() {
      return now().version();
    }

    @Override
    public RolloutPlan plan() {
      return now().plan();
    }

    @Override
    public State state() {
      RolloutState now = now();
      return now.end()
          .map(end -> State.valueOf(end.name()))
          .orElse(now.isBaking() ? State.BAKING : State.RUNNING);
    }

    @Override
    public int step() {
      return now().step();
    }

    @Override
    public double share() {
      return now().share();
    }

    @Override
    public RolloutFigures figures() {
      RolloutState now = now();
      return now.isRunning() ? control.figures(now) : now.figures();
    }

    @Override
    public List<AuditRecord> decisions() {
      return rollouts.decisions(id);
    }

    @Override
    public AuditRecord abort(Actor actor, String reason) {
      By by = new By(Action.ABORT, actor, reason);
      moves.permit(by);
      return moves.move(rollouts.aborted(now(), figures(), by));
    }

    @Override
    public String toString() {
      RolloutState now = now();
      String held = now.isRunning() && rollouts.isLocked() ? ", promotions are locked" : "";
      return String.format(
          "Rollout[%s:%s, %s, step %s%s]", model, now.version(), state(), now.step(), held);
    }
  }
}
