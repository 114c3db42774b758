package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a rollback rule decided, also if it left the version in production.
 *
 * @param time when it decided
 * @param version the version that was in production
 * @param rule the condition in its text form, such as {@code error_rate > 0.02}
 * @param outcome what it decided
 * @param reason why, with the figures in words
 * @param figures what it was decided by: the value of each subject by its text form, the requests
 *     that it was taken from as {@code requests of error_rate}, and the value of the version before
 *     as {@code error_rate before}
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
  /** What a rule decided. */
  public enum Outcome {
    /** The condition does not hold, or is not certain: the version stays. */
    QUIET,
    /** The condition holds, but a rollback would not help or is not possible: the version stays. */
    STAYED,
    /** Production went back to a version before. */
    ROLLED_BACK,
    /** The rollback failed, and is tried again. */
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
