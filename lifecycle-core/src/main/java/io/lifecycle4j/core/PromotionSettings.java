package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.isInvisible;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.PromotionBuilder;
import io.lifecycle4j.registry.PromotionPreview;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of a promotion. Not thread-safe. */
final class PromotionSettings implements PromotionBuilder {
  private final Promotion promotion;
  private final AliasMoveSettings move = new AliasMoveSettings(Action.PROMOTE, "promotion");

  private @Nullable String why;

  PromotionSettings(Promotion promotion) {
    this.promotion = promotion;
  }

  /** What a version is promoted by. */
  interface Promotion {
    /** See {@link PromotionBuilder#commit}; it is overridden for a reason, or not. */
    AuditRecord commit(AliasTarget target, By by, Optional<String> override);

    /** See {@link PromotionBuilder#preview(double)}. */
    PromotionPreview preview(AliasTarget target, Optional<Actor> promoter, double tolerance);
  }

  @Override
  public PromotionBuilder to(String alias) {
    move.alias(alias);
    return this;
  }

  @Override
  public PromotionBuilder ifCurrentIs(int version) {
    move.ifCurrentIs(version);
    return this;
  }

  @Override
  public PromotionBuilder ifCurrentIsNone() {
    move.ifCurrentIsNone();
    return this;
  }

  @Override
  public PromotionBuilder by(Actor actor) {
    move.by(actor);
    return this;
  }

  @Override
  public PromotionBuilder reason(String reason) {
    move.reason(reason);
    return this;
  }

  @Override
  public PromotionBuilder override(String reason) {
    checkUnset(why, "promotion", "override");
    check(!isInvisible(required(reason, "reason of an override")), "Missing reason of an override");
    why = reason;
    return this;
  }

  @Override
  public AuditRecord commit() {
    return why == null
        ? promotion.commit(move.target(), move.by(), Optional.empty())
        : promotion.commit(move.target(), move.by(Action.OVERRIDE), Optional.of(why));
  }

  @Override
  public PromotionPreview preview(double tolerance) {
    check(
        tolerance >= 0 && Double.isFinite(tolerance),
        "Invalid tolerance: %s (must be finite and at least 0)",
        tolerance);
    return promotion.preview(move.target(), move.actor(), tolerance);
  }
}
