package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.Actor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who makes a change, and why, as a builder is told: each once. Not thread-safe. */
public final class Signed {
  private final String what;
  private @Nullable Actor actor;
  private @Nullable String reason;

  /**
   * Is not signed yet.
   *
   * @param what the change in words, for messages
   */
  public Signed(String what) {
    this.what = what;
  }

  /** Sets who makes the change. */
  public void by(Actor given) {
    checkUnset(actor, what, "actor");
    actor = required(given, "actor");
  }

  /** Sets why. */
  public void reason(String given) {
    checkUnset(reason, what, "reason");
    reason = required(given, "reason");
  }

  /** Returns who makes the change; empty if that is not set. */
  public Optional<Actor> actor() {
    return Optional.ofNullable(actor);
  }

  /** Returns both; throws if one is missing. */
  public By by(Action action) {
    return new By(action, required(actor, "actor"), required(reason, "reason"));
  }
}
