package io.lifecycle4j.serving;

import java.util.Optional;

/** A model whose version in production may be rolled back by a rule. */
public interface RuledModel {
  /**
   * Returns what the rollback rule of the model decided, whether or not this process has the rule.
   *
   * @return the decisions
   */
  RuleDecisions ruleDecisions();

  /**
   * Judges the rollback rule now and waits for it, by all requests, labels and drift reports so far
   * and by the clock of the home. The rule is judged without it too, several times a second; call
   * it where time does not pass by itself, as in tests and replays of the past.
   *
   * @return the decision; empty if the model was opened without a rule, if another process decides,
   *     or if no version is in production
   * @throws io.lifecycle4j.error.LifecycleException if the home cannot be read or written
   */
  Optional<RuleDecision> judgeRule();
}
