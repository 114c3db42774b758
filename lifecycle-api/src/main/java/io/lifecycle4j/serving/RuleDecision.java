package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A decision of a rollback rule, including one to leave the version in production.
 *
 * @param time the time of the decision
 * @param version the version that was in production
 * @param rule the condition in its text form, such as {@code error_rate > 0.02}
 * @param outcome the outcome
 * @param reason the reason, with figures in words
 * @param figures the figures of the decision: the value of each subject by its text form, the
 *     number of requests behind it as {@code requests of error_rate}, and the value of the previous
 *     version as {@code error_rate before}
 * @param entry the sequence of the registry's entry that moved production back; empty without one
 */
public record RuleDecision(
    Instant time,
    int version,
    String rule,
    Outcome outcome,
    String reason,
    Map<String, Double> figures,
    OptionalLong entry) {
  /** The outcome of a decision. */
  public enum Outcome {
    /** The condition does not hold, or is not certain: the version stays. */
    QUIET,
    /** The condition holds, but a rollback would not help or is not possible: the version stays. */
    STAYED,
    /** Production was rolled back to an earlier version. */
    ROLLED_BACK,
    /** The rollback failed, and is retried. */
    FAILED
  }

  /** Checks the parts. */
  public RuleDecision {
    required(time, "time");
    required(rule, "rule");
    required(outcome, "outcome");
    required(reason, "reason");
    figures = copy(figures, "figures");
    required(entry, "entry");
  }
}
