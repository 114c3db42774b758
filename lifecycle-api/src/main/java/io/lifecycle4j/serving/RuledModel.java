package io.lifecycle4j.serving;

import java.util.Optional;

/** A model with a rule that may roll back the version in production. */
public interface RuledModel {
  /**
   * Returns the decisions of the rollback rule, whether or not this process has the rule.
   *
   * @return the decisions
   */
  RuleDecisions ruleDecisions();

  /**
   * Evaluates the rollback rule now and waits for the decision. It uses all requests, labels and
   * drift reports so far, and the clock of the home. The library evaluates the rule by itself
   * several times a second. Call this method where you set the clock, as in tests and replays of
   * the past.
   *
   * @return the decision; empty if the model was opened without a rule, if another process decides,
   *     or if no version is in production
   * @throws io.lifecycle4j.error.LifecycleException if the home cannot be read or written
   */
  Optional<RuleDecision> judgeRule();
}
