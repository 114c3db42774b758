package io.lifecycle4j.serving;

/** A model whose version in production may be rolled back by a rule. */
public interface RuledModel {
  /**
   * Returns what the rollback rule of the model decided, whether or not this process has the rule.
   *
   * @return the decisions
   */
  RuleDecisions ruleDecisions();
}
