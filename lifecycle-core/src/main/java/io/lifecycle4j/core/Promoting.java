package io.lifecycle4j.core;

import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.serving.ModelRollouts;
import io.lifecycle4j.core.serving.Serving;
import io.lifecycle4j.core.serving.VersionMoves;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import java.util.List;

/** Judges the versions of a model, and moves what is in production. Thread-safe. */
final class Promoting<I, O> implements AutoCloseable {
  private final Promotions promotions;
  private final Serving<I, O> serving;
  private final VersionMoves<I, O> moves;
  private final ModelRollouts<I, O> rollouts;
  private final ModelObservation observed;

  /** Takes part in no rollout before {@link #open}. */
  Promoting(ModelRooms<I, O> rooms, Serving<I, O> serving) {
    Rooms home = rooms.home();
    this.promotions = rooms.promotions();
    this.serving = serving;
    this.moves = serving.moves(rooms.decisions());
    this.rollouts =
        new ModelRollouts<>(
            rooms.versions(), promotions, moves, home.medium(), home.clock(), home.observers());
    this.observed = rooms.observation();
  }

  void open() {
    rollouts.open(serving);
  }

  Evaluation evaluate(ModelVersion version) {
    return observed.evaluate(version, () -> promotions.evaluate(version));
  }

  List<GateVerdict> judge(ModelVersion version) {
    return promotions.judge(version);
  }

  AuditRecord promote(ModelVersion version, Actor actor, String reason) {
    By by = new By(Action.PROMOTE, actor, reason);
    return observed.promote(version, () -> moves.promote(promotions.promotion(version, by)));
  }

  AuditRecord rollback(Actor actor, String reason) {
    By by = new By(Action.ROLL_BACK, actor, reason);
    return observed.rollback(() -> moves.decide(Action.ROLL_BACK, promotions.rollbacks(by)));
  }

  ModelRollouts<I, O> rollouts() {
    return rollouts;
  }

  @Override
  public void close() {
    rollouts.close();
  }
}
