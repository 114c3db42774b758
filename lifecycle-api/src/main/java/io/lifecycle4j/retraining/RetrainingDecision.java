package io.lifecycle4j.retraining;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A decision whether to retrain a model, with its reason.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class RetrainingDecision {
  /** What was decided. Further constants may be added: a switch needs a default branch. */
  public enum Outcome {
    /** A retraining began. */
    BEGUN,
    /** A retraining is in progress, and continues or waits. */
    IN_PROGRESS,
    /** The condition does not hold. */
    NOT_NEEDED,
    /** The last retraining began too recently. */
    COOLING_DOWN,
    /** It is a quiet hour. */
    QUIET_HOURS,
    /** The training budget of the period is used up. */
    OUT_OF_BUDGET,
    /** There are no rows to train on. */
    NO_DATA,
    /** A version was already trained on the same rows in the same way. */
    SAME_INPUTS,
    /** Too many candidates in a row were refused for the same cause: a person is needed. */
    NEEDS_PERSON,
    /** Another process decides. */
    ELSEWHERE
  }

  private final Instant time;
  private final Outcome outcome;
  private final String reason;
  private final String condition;
  private final List<String> cause;
  private final Map<String, Double> figures;
  private final @Nullable String retraining;
  private final long repeated;

  private RetrainingDecision(Builder builder) {
    this.time = builder.time;
    this.outcome = builder.outcome;
    this.reason = builder.reason;
    this.condition = builder.condition;
    this.cause = builder.cause;
    this.figures = builder.figures;
    this.retraining = builder.retraining;
    this.repeated = builder.repeated;
  }

  /**
   * Returns a builder for a decision.
   *
   * @param time the time
   * @param outcome what was decided
   * @param reason why, in words with numbers
   * @return a builder
   */
  public static Builder builder(Instant time, Outcome outcome, String reason) {
    return new Builder(time, outcome, reason);
  }

  /**
   * Returns the time of the decision.
   *
   * @return the time
   */
  public Instant time() {
    return time;
  }

  /**
   * Returns what was decided.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * Returns the reason of the decision.
   *
   * @return a sentence with numbers
   */
  public String reason() {
    return reason;
  }

  /**
   * Returns the condition that was evaluated.
   *
   * @return its text form; empty if none was evaluated
   */
  public String condition() {
    return condition;
  }

  /**
   * Returns the parts of the condition that held.
   *
   * @return their text forms; empty if the condition did not hold, or none was evaluated
   */
  public List<String> cause() {
    return cause;
  }

  /**
   * Returns the values that the condition was evaluated on.
   *
   * @return the values that were known, by the text form of their subject
   */
  public Map<String, Double> figures() {
    return figures;
  }

  /**
   * Returns the retraining that began, or is in progress.
   *
   * @return the id; empty if there is none
   */
  public Optional<String> retraining() {
    return Optional.ofNullable(retraining);
  }

  /**
   * Returns how many decisions with the same outcome and cause were made since the previous entry
   * without an entry of their own. A repeated decision is written once an hour.
   *
   * @return the number, 0 for none
   */
  public long repeated() {
    return repeated;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetrainingDecision that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(time, outcome, reason, condition, cause, figures, retraining(), repeated);
  }

  /** Returns a line, such as {@code 2026-11-26T09:30:00Z NOT_NEEDED: drift score is 0}. */
  @Override
  public String toString() {
    return time.truncatedTo(ChronoUnit.SECONDS) + " " + outcome + ": " + reason;
  }

  /** Builds a decision. Not thread-safe. */
  public static final class Builder {
    private final Instant time;
    private final Outcome outcome;
    private final String reason;
    private String condition = "";
    private List<String> cause = List.of();
    private Map<String, Double> figures = Map.of();
    private @Nullable String retraining;
    private long repeated;

    private Builder(Instant time, Outcome outcome, String reason) {
      this.time = required(time, "time");
      this.outcome = required(outcome, "outcome");
      this.reason = required(reason, "reason");
    }

    /**
     * Sets the condition that was evaluated. Default: none.
     *
     * @param text its text form
     * @param held the parts that held
     * @param values the values by the text form of their subject
     * @return this builder
     */
    public Builder condition(String text, List<String> held, Map<String, Double> values) {
      condition = required(text, "condition");
      cause = copy(held, "cause");
      figures = Collections.unmodifiableMap(new TreeMap<>(copy(values, "figures")));
      return this;
    }

    /**
     * Sets the retraining that began or is in progress. Default: none.
     *
     * @param id its id
     * @return this builder
     */
    public Builder retraining(String id) {
      retraining = required(id, "id of a retraining");
      return this;
    }

    /**
     * Sets the number of repeated decisions without an entry of their own. Default: none.
     *
     * @param times the number
     * @return this builder
     */
    public Builder repeated(long times) {
      check(times >= 0, "Invalid repetitions: %s (must be at least 0)", times);
      repeated = times;
      return this;
    }

    /**
     * Returns the decision.
     *
     * @return the decision
     */
    public RetrainingDecision build() {
      return new RetrainingDecision(this);
    }
  }
}
