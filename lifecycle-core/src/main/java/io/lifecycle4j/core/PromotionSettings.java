package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.PromotionBuilder;
import io.lifecycle4j.registry.PromotionPreview;
import org.jspecify.annotations.Nullable;

/** The settings of a promotion. Not thread-safe. */
final class PromotionSettings implements PromotionBuilder {
  private final ModelVersion version;
  private final Promoting<?, ?> promoting;
  private AliasTarget target = AliasTarget.PRODUCTION;
  private boolean named;
  private @Nullable Actor actor;
  private @Nullable String reason;

  PromotionSettings(ModelVersion version, Promoting<?, ?> promoting) {
    this.version = required(version, "model version");
    this.promoting = promoting;
  }

  @Override
  public PromotionBuilder to(String alias) {
    checkUnset(named, "promotion", "alias");
    target = target.of(alias);
    named = true;
    return this;
  }

  @Override
  public PromotionBuilder ifCurrentIs(int number) {
    checkUnset(target.ifCurrentIs().isPresent(), "promotion", "current version");
    target = target.ifCurrentIs(number);
    return this;
  }

  @Override
  public PromotionBuilder by(Actor promoter) {
    checkUnset(actor, "promotion", "actor");
    actor = required(promoter, "actor");
    return this;
  }

  @Override
  public PromotionBuilder reason(String why) {
    checkUnset(reason, "promotion", "reason");
    reason = required(why, "reason");
    return this;
  }

  @Override
  public AuditRecord commit() {
    By by = new By(Action.PROMOTE, required(actor, "actor"), required(reason, "reason"));
    return promoting.promote(version, target, by);
  }

  @Override
  public PromotionPreview preview() {
    return promoting.preview(version, target);
  }
}
