package io.lifecycle4j.core;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.evaluation.LiveModel;
import io.lifecycle4j.core.monitoring.WatchedFacts;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.serving.ModelRollouts;
import io.lifecycle4j.core.serving.ModelRules;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.core.serving.Serving;
import io.lifecycle4j.core.serving.VersionMoves;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.PromotionBuilder;
import io.lifecycle4j.registry.PromotionPreview;
import io.lifecycle4j.registry.RollbackBuilder;
import java.util.List;
import java.util.Optional;

/** Judges the versions of a model, and moves what is in production. Thread-safe. */
final class Promoting<I, O> implements AutoCloseable {
  private final Promotions promotions;
  private final Decisions decisions;
  private final VersionMoves<I, O> moves;
  private final ModelRollouts<I, O> rollouts;
  private final ModelRules rules;
  private final ModelObservation observed;
  private final LiveModel live;
  private final Runnable checkOpen;

  /**
   * Takes part in no rollout before {@link #open}.
   *
   * @param checkOpen throws once the model is closed, which is promoted no more
   */
  Promoting(
      ModelRooms<I, O> rooms,
      Serving<I, O> serving,
      OnRecord record,
      WatchedFacts facts,
      Runnable checkOpen) {
    Rooms home = rooms.home();
    this.observed = rooms.observation();
    this.live = record.live();
    this.promotions = rooms.promotions(live);
    this.decisions = rooms.decisions();
    this.moves = serving.moves(decisions, record);
    this.rollouts =
        new ModelRollouts<>(
            rooms.versions(),
            promotions,
            serving,
            moves,
            home.medium(),
            home.clock(),
            home.observers());
    this.rules =
        new ModelRules(
            rooms.versions(),
            serving,
            this::rollback,
            rooms.alerts().ofRules(),
            facts,
            home.medium(),
            home.clock());
    this.checkOpen = checkOpen;
  }

  /** Rolls back by a rule, in the name of the process, and waits for no load. */
  private AuditRecord rollback(int version, By by) {
    AliasTarget production = AliasTarget.OF_RULE.ifCurrentIs(version);
    return observed.rollback(() -> moves.move(promotions.rollback(production, by)));
  }

  void open() {
    rollouts.open();
    rules.open();
  }

  Evaluation evaluate(ModelVersion version, Actor actor) {
    decisions.permit(new By(Action.JUDGE, actor, "Asks for an evaluation"));
    return observed.evaluate(version, () -> promotions.evaluate(version, actor));
  }

  StressReport.Builder stress(ModelVersion version, Actor actor) {
    decisions.permit(new By(Action.JUDGE, actor, "Asks for stress tests"));
    return promotions.stress(version, actor);
  }

  List<GateVerdict> judge(ModelVersion version, String alias, Actor actor) {
    By by = new By(Action.JUDGE, actor, "Asked for a judgement");
    decisions.permit(by, checkName("alias", alias));
    return promotions.judge(version, alias, by);
  }

  /** Begins a promotion. */
  PromotionBuilder promote(ModelVersion version) {
    required(version, "model version");
    return new PromotionSettings(
        new PromotionSettings.Promotion() {
          @Override
          public AuditRecord commit(AliasTarget target, By by, Optional<String> override) {
            checkOpen.run();
            decisions.permit(by, target.alias());
            return observed.promote(
                version, () -> moves.move(promotions.promotion(version, target, by, override)));
          }

          @Override
          public PromotionPreview preview(
              AliasTarget target, Optional<Actor> promoter, double tolerance) {
            checkOpen.run();
            return promotions.preview(version, target, promoter, live, tolerance);
          }
        });
  }

  /** Begins a rollback. */
  RollbackBuilder rollback() {
    return new RollbackSettings(this::rollback);
  }

  private AuditRecord rollback(AliasTarget target, By by) {
    checkOpen.run();
    decisions.permit(by, target.alias());
    return observed.rollback(() -> moves.move(promotions.rollback(target, by)));
  }

  ModelRollouts<I, O> rollouts() {
    return rollouts;
  }

  ModelRules rules() {
    return rules;
  }

  @Override
  public void close() {
    try (rules) {
      rollouts.close();
    }
  }
}
