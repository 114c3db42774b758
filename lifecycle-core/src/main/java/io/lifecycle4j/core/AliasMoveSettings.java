package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.PromotionBuilder;
import io.lifecycle4j.registry.PromotionPreview;
import io.lifecycle4j.registry.RollbackBuilder;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a promotion or rollback. Not thread-safe. */
final class AliasMoveSettings implements PromotionBuilder, RollbackBuilder {
  private final Action action;
  private final String what;
  private final BiFunction<AliasTarget, By, AuditRecord> move;
  private final Function<AliasTarget, PromotionPreview> preview;
  private AliasTarget target = AliasTarget.PRODUCTION;
  private boolean named;
  private boolean insists;
  private @Nullable Actor actor;
  private @Nullable String reason;

  private AliasMoveSettings(
      Action action,
      String what,
      BiFunction<AliasTarget, By, AuditRecord> move,
      Function<AliasTarget, PromotionPreview> preview) {
    this.action = action;
    this.what = what;
    this.move = move;
    this.preview = preview;
  }

  static PromotionBuilder promotion(
      BiFunction<AliasTarget, By, AuditRecord> move,
      Function<AliasTarget, PromotionPreview> preview) {
    return new AliasMoveSettings(Action.PROMOTE, "promotion", move, preview);
  }

  static RollbackBuilder rollback(BiFunction<AliasTarget, By, AuditRecord> move) {
    return new AliasMoveSettings(
        Action.ROLL_BACK,
        "rollback",
        move,
        target -> {
          throw new UnsupportedOperationException("A rollback has no preview");
        });
  }

  @Override
  public AliasMoveSettings to(String alias) {
    checkUnset(named, what, "alias");
    target = target.of(alias);
    named = true;
    return this;
  }

  @Override
  public AliasMoveSettings of(String alias) {
    return to(alias);
  }

  @Override
  public AliasMoveSettings ifCurrentIs(int version) {
    checkUnset(target.ifCurrentIs().isPresent(), what, "current version");
    target = target.ifCurrentIs(version);
    return this;
  }

  @Override
  public AliasMoveSettings by(Actor given) {
    checkUnset(actor, what, "actor");
    actor = required(given, "actor");
    return this;
  }

  @Override
  public AliasMoveSettings reason(String given) {
    checkUnset(reason, what, "reason");
    reason = required(given, "reason");
    return this;
  }

  @Override
  public AliasMoveSettings withoutReplay() {
    checkUnset(insists, what, "replay");
    target = target.withoutReplay();
    insists = true;
    return this;
  }

  @Override
  public AuditRecord commit() {
    return move.apply(target, new By(action, required(actor, "actor"), required(reason, "reason")));
  }

  @Override
  public PromotionPreview preview() {
    return preview.apply(target);
  }
}
