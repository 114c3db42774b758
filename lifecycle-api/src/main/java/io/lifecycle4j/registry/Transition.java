package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.isInvisible;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are made together, with actor and reason.
 *
 * <p>Immutable.
 */
public final class Transition {
  /** Would show one entry as several lines, or hide a part of it. */
  private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private final Actor actor;
  private final String reason;
  private final List<Change> changes;

  private Transition(Builder builder) {
    this.actor = builder.actor;
    this.reason = builder.reason;
    this.changes = List.copyOf(builder.changes);
  }

  /**
   * Returns a builder for a transition.
   *
   * @param actor the actor
   * @param reason the reason
   * @return a builder
   */
  public static Builder builder(Actor actor, String reason) {
    return new Builder(actor, reason);
  }

  /** Builds a transition. Not thread-safe. */
  public static final class Builder {
    private final Actor actor;
    private final String reason;
    private final List<Change> changes = new ArrayList<>();

    private Builder(Actor actor, String reason) {
      this.actor = required(actor, "actor");
      check(
          reason != null && !isInvisible(reason),
          "Missing reason: %s (say why; the audit trail keeps it)",
          reason == null ? "null" : "'" + reason + "'");
      this.reason = reason;
    }

    /**
     * Adds a change, which is made after those already added.
     *
     * @param change the change
     * @return this builder
     */
    public Builder change(Change change) {
      changes.add(required(change, "change"));
      return this;
    }

    /**
     * Returns the transition.
     *
     * @return the transition
     * @throws io.lifecycle4j.error.InvalidValueException if there is no change
     */
    public Transition build() {
      check(!changes.isEmpty(), "Invalid transition: no changes (needs at least 1)");
      return new Transition(this);
    }
  }

  /**
   * Returns the actor.
   *
   * @return the person or service
   */
  public Actor actor() {
    return actor;
  }

  /**
   * Returns the reason.
   *
   * @return the reason, not blank
   */
  public String reason() {
    return reason;
  }

  /**
   * Returns the changes.
   *
   * @return the changes, at least one, in the order in which they are made
   */
  public List<Change> changes() {
    return changes;
  }

  /**
   * Finds a change by its type.
   *
   * @param <C> the type of the change
   * @param type the class of the change
   * @return the first change of the type, or empty if there is none
   */
  public <C extends Change> Optional<C> find(Class<C> type) {
    return changes.stream().filter(required(type, "type")::isInstance).map(type::cast).findFirst();
  }

  /**
   * Returns the verdicts of the gates.
   *
   * @return the verdicts; empty if no version was judged
   */
  public List<GateVerdict> verdicts() {
    return find(Change.Judged.class).map(Change.Judged::verdicts).orElse(List.of());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Transition that
        && actor.equals(that.actor)
        && reason.equals(that.reason)
        && changes.equals(that.changes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(actor, reason, changes);
  }

  @Override
  public String toString() {
    boolean judged = changes.stream().anyMatch(Transition::isJudged);
    List<String> texts =
        changes.stream()
            .map(change -> change + (!judged && isForward(change) ? " without gates" : ""))
            .toList();
    String text = String.join(", ", texts) + " by " + actor.name() + ": " + reason;
    return line(text);
  }

  /** Returns a text as one line, of which nothing is hidden. */
  static String line(String text) {
    return BREAKS.matcher(text).replaceAll(" ");
  }

  /** Returns whether a version was judged, now or when its rollout started. */
  private static boolean isJudged(Change change) {
    return change instanceof Change.Judged
        || change instanceof RolloutStepped
        || change instanceof RolloutEnded;
  }

  private static boolean isForward(Change change) {
    return change instanceof Change.AliasMoved move && move.direction() == Change.Direction.FORWARD;
  }
}
