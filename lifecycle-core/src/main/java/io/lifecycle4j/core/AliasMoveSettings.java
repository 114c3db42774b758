package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.checkUnset;

import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Signed;
import io.lifecycle4j.registry.Actor;
import java.util.Optional;

/** What the settings of a promotion and of a rollback have in common. Not thread-safe. */
final class AliasMoveSettings {
  private final Action action;
  private final String what;
  private final Signed signed;
  private AliasTarget target = AliasTarget.PRODUCTION;
  private boolean named;

  /**
   * Has set nothing yet.
   *
   * @param what the move in words, for messages
   */
  AliasMoveSettings(Action action, String what) {
    this.action = action;
    this.what = what;
    this.signed = new Signed(what);
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
    signed.by(given);
  }

  void reason(String given) {
    signed.reason(given);
  }

  AliasTarget target() {
    return target;
  }

  Optional<Actor> actor() {
    return signed.actor();
  }

  By by() {
    return by(action);
  }

  By by(Action other) {
    return signed.by(other);
  }
}
