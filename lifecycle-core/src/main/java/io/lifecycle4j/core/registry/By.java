package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Transition;

/**
 * Who decides, and why.
 *
 * @param reason not blank, and without secrets
 */
public record By(Actor actor, String reason) {
  /** Takes what a caller gave, and removes secrets from the reason. */
  public static By of(Action action, Actor actor, String reason) {
    required(actor, "actor");
    check(
        reason != null && !reason.isBlank(),
        "Missing reason: %s (say why; the audit trail keeps it)",
        reason == null ? "null" : "'" + reason + "'");
    return new By(actor, FreeText.of("reason of " + action, reason));
  }

  /** The user whose process does something that the library gives the reason for. */
  public static By process(String reason) {
    return new By(Actor.by(System.getProperty("user.name", "unknown")), reason);
  }

  /** Begins the entry of a decision. */
  Transition.Builder transition() {
    return Transition.builder(actor, reason);
  }
}
