package io.lifecycle4j.serving;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the rollback rule of a model decided, in whatever process. About the last 20,000 decisions
 * are kept.
 *
 * <p>A decision is written when its outcome changes, and else once a minute while there are
 * requests. Thread-safe.
 */
public interface RuleDecisions {
  /**
   * Finds the newest decision.
   *
   * @return the decision, or empty if nothing was decided yet
   */
  Optional<RuleDecision> findNewest();

  /**
   * Returns the decisions in a time.
   *
   * @param from the begin, inclusive
   * @param to the end, exclusive
   * @return the decisions, the oldest first
   * @throws io.lifecycle4j.error.InvalidValueException if the end is before the begin
   */
  List<RuleDecision> between(Instant from, Instant to);
}
