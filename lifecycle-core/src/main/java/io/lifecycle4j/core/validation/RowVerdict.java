package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Severity;
import java.util.Arrays;
import java.util.List;

/** The findings of one row, reusable: {@link RequestRules#check} refills it. Not thread-safe. */
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

  /** Returns whether no rule is broken, whatever its severity. */
  boolean isClean() {
    return !any;
  }

  /**
   * Returns whether a row that breaks the rule must not be used: the rule is an error that
   * tolerates no failing row.
   *
   * @param rule its place in the rules of the validator, from 0
   */
  public boolean refuses(int rule) {
    return refuses[rule];
  }

  /**
   * Returns whether a rule is broken.
   *
   * @param rule its place in the rules of the validator, from 0
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
