package io.lifecycle4j.core;

import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.RollbackBuilder;
import java.util.function.BiFunction;

/** The settings of a rollback. Not thread-safe. */
final class RollbackSettings implements RollbackBuilder {
  private final BiFunction<AliasTarget, By, AuditRecord> rollback;
  private final AliasMoveSettings move = new AliasMoveSettings(Action.ROLL_BACK, "rollback");

  RollbackSettings(BiFunction<AliasTarget, By, AuditRecord> rollback) {
    this.rollback = rollback;
  }

  @Override
  public RollbackBuilder of(String alias) {
    move.alias(alias);
    return this;
  }

  @Override
  public RollbackBuilder ifCurrentIs(int version) {
    move.ifCurrentIs(version);
    return this;
  }

  @Override
  public RollbackBuilder by(Actor actor) {
    move.by(actor);
    return this;
  }

  @Override
  public RollbackBuilder reason(String reason) {
    move.reason(reason);
    return this;
  }

  @Override
  public RollbackBuilder withoutReplay() {
    move.withoutReplay();
    return this;
  }

  @Override
  public AuditRecord commit() {
    return rollback.apply(move.target(), move.by());
  }
}
