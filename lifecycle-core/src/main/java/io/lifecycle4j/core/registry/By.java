package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Who decides what, and why.
 *
 * @param reason not blank, and without secrets, which are removed from it
 * @param grounds what the entry says of the grounds besides; empty if the reason says all
 */
public record By(Action action, Actor actor, String reason, Optional<Change> grounds) {
  /** Who takes a rollout on, or turns it back. */
  static final Actor ROLLOUT = Actor.by("rollout");

  private static final String NOBODY = "unknown";

  /** The names of the library, under which nobody else decides. */
  private static final List<Actor> OWN = List.of(ROLLOUT, Actor.by("lifecycle4j"));

  /** Checks who decides and why, and removes secrets. */
  public By {
    Transition.builder(actor, reason); // has the checks
    if (action.asked().isPresent() && isOwn(actor)) {
      throw new InvalidNameException(
          "Invalid actor name: '" + actor.name() + "' (the library itself acts under it)");
    }
    reason = FreeText.of("reason of " + action, reason);
  }

  /** Who decides for a reason that says all. */
  public By(Action action, Actor actor, String reason) {
    this(action, actor, reason, Optional.empty());
  }

  private static boolean isOwn(Actor actor) {
    return OWN.stream().anyMatch(actor::isSame);
  }

  /** Returns the user that this process runs as. */
  public static Actor user() {
    return Actor.by(user(System.getProperty("user.name"), Decisions.LOG));
  }

  /** Returns what this process decides by itself, in the name of the user that it runs as. */
  public static By process(Action action, String reason) {
    return new By(action, user(), reason);
  }

  /**
   * Returns the name of a user as an actor may have it; a JVM calls one that it cannot find "?".
   */
  static String user(@Nullable String name, Logger log) {
    try {
      if (name != null && !"?".equals(name) && !isOwn(Actor.by(name))) {
        return name;
      }
    } catch (InvalidNameException e) {
      log.debug("The user has no name that the audit trail can keep", e);
    }
    log.warn(
        "The audit trail names '{}' instead of a person, as the JVM does not know its user: '{}'"
            + " (start it with -Duser.name=…)",
        NOBODY,
        name);
    return NOBODY;
  }

  /** Returns the same with more in the reason. */
  public By saying(String more) {
    return new By(action, actor, reason + more, grounds);
  }

  /** Returns the same whose entry begins with a change that has the grounds. */
  public By on(Change change) {
    return new By(action, actor, reason, Optional.of(change));
  }

  /** Returns the same whose reason names what was skipped. */
  By skipping(List<String> skipped) {
    return skipped.isEmpty() ? this : saying(" (skipped: " + String.join("; ", skipped) + ")");
  }

  /** Begins the entry of the decision. */
  Transition.Builder transition() {
    Transition.Builder entry = Transition.builder(actor, reason);
    grounds.ifPresent(entry::change);
    return entry;
  }
}
