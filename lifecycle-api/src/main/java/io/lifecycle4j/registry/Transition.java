package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * One thing that happens to a model, as the audit trail records it.
 *
 * @param kind what happens
 * @param move which version, and what the alias named before
 * @param actor who does it
 * @param reason why
 * @param verdicts what the gates said
 */
public record Transition(
    Kind kind, Move move, Actor actor, String reason, List<GateVerdict> verdicts) {
  /** No version. */
  public static final int NONE = 0;

  /** Checks the parts. */
  public Transition {
    required(kind, "kind");
    required(move, "move");
    required(actor, "actor");
    check(
        reason != null && !reason.isBlank(),
        "Missing reason: %s (say why; the audit trail keeps it)",
        reason);
    verdicts = copy(verdicts, "verdicts");
  }

  /** What happens. More kinds may come: a switch needs a default branch. */
  public enum Kind {
    /** A version was registered. */
    REGISTERED,
    /** The gates let a version pass, and the alias names it. */
    PROMOTED,
    /** The gates refused a version; the alias stays. */
    REJECTED,
    /** The alias names an earlier version again. */
    ROLLED_BACK,
    /** Written by a newer version of the library; it moves nothing. */
    UNKNOWN
  }

  /**
   * From which version to which.
   *
   * @param model the model
   * @param alias the alias, such as {@code production}
   * @param from what the alias names before, or {@link #NONE}; the condition of the move
   * @param to the version this is about
   */
  public record Move(String model, String alias, int from, int to) {
    /** Checks the parts. */
    public Move {
      checkName("model", model);
      checkName("alias", alias);
      check(from >= NONE, "Invalid model version: %s (must not be negative)", from);
      check(to >= 1, "Invalid model version: %s (must be at least 1)", to);
    }
  }

  /**
   * Tells whether the alias names another version afterwards.
   *
   * @return whether it moves the alias
   */
  public boolean movesAlias() {
    return kind == Kind.PROMOTED || kind == Kind.ROLLED_BACK;
  }
}
