package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.registry.Actor;
import org.jspecify.annotations.Nullable;

/** What the settings of a promotion and of a rollback have in common. Not thread-safe. */
final class AliasMoveSettings {
  private final Action action;
  private final String what;
  private AliasTarget target = AliasTarget.PRODUCTION;
  private boolean named;
  private @Nullable Actor actor;
  private @Nullable String reason;

  /**
   * Has set nothing yet.
   *
   * @param what the move in words, for messages
   */
  AliasMoveSettings(Action action, String what) {
    this.action = action;
    this.what = what;
  }

  void alias(String alias) {
    checkUnset(named, what, "alias");
    target = target.of(alias);
    named = true;
  }

  void ifCurrentIs(int version) {
    checkUnset(target.expected(), what, "current version");
    target = target.ifCurrentIs(version);
  }

  void ifCurrentIsNone() {
    checkUnset(target.expected(), what, "current version");
    target = target.ifCurrentIsNone();
  }

  void withoutReplay() {
    checkUnset(target.insists(), what, "replay");
    target = target.withoutReplay();
  }

  void by(Actor given) {
    checkUnset(actor, what, "actor");
    actor = required(given, "actor");
  }

  void reason(String given) {
    checkUnset(reason, what, "reason");
    reason = required(given, "reason");
  }

  AliasTarget target() {
    return target;
  }

  By by() {
    return new By(action, required(actor, "actor"), required(reason, "reason"));
  }
}
