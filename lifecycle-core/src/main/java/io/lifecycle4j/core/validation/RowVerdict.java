package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Severity;
import java.util.Arrays;
import java.util.List;

/** What was found of one row. {@link Validator#check} fills it again and again. Not thread-safe. */
public final class RowVerdict {
  private final boolean[] refuses;
  private final boolean[] broken;
  private final Findings findings = new Broken();
  private boolean any;

  RowVerdict(List<Rule> rules) {
    this.broken = new boolean[rules.size()];
    this.refuses = new boolean[rules.size()];
    for (int i = 0; i < refuses.length; i++) {
      refuses[i] = rules.get(i).severity() == Severity.ERROR && rules.get(i).share() == 1;
    }
  }

  /**
   * Returns whether no rule is broken, whatever its severity.
   *
   * @return true if all hold
   */
  public boolean isClean() {
    return !any;
  }

  /**
   * Returns whether a row that breaks a rule may not be used: the rule is an error and tolerates no
   * row.
   *
   * @param rule the place of the rule in those of the validator, from 0
   * @return true if it may not
   */
  public boolean refuses(int rule) {
    return refuses[rule];
  }

  /**
   * Returns whether a rule is broken.
   *
   * @param rule the place of the rule in those of the validator, from 0
   * @return true if it is
   */
  public boolean isBroken(int rule) {
    return broken[rule];
  }

  Findings cleared() {
    if (any) {
      Arrays.fill(broken, false);
      any = false;
    }
    return findings;
  }

  private final class Broken implements Findings {
    @Override
    public void failed(int rule, Row row) {
      any = true;
      broken[rule] = true;
    }

    @Override
    public void skipped(int rule) {}
  }
}
