package io.lifecycle4j.serving;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The decisions of the rollback rule of a model, in all processes. About the last 20,000 are kept.
 *
 * <p>A decision is written when its outcome changes, and otherwise once a minute while there are
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
   * Returns the decisions of a period.
   *
   * @param from the start, inclusive
   * @param to the end, exclusive
   * @return the decisions, the oldest first
   * @throws io.lifecycle4j.error.InvalidValueException if the end is before the start
   */
  List<RuleDecision> between(Instant from, Instant to);
}
