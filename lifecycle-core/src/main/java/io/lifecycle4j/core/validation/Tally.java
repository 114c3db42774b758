package io.lifecycle4j.core.validation;

import io.lifecycle4j.validation.FailurePlace;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import java.util.ArrayList;
import java.util.List;

/** Counts the rows that broke one rule, and keeps the places of the first ones. Not thread-safe. */
final class Tally {
  private final List<FailurePlace> first = new ArrayList<>();
  private long failures;
  private long skipped;

  /** Counts a failing row; returns whether its place is still needed. */
  boolean failed() {
    failures++;
    return first.size() < RuleResult.MAX_PLACES;
  }

  void add(FailurePlace place) {
    first.add(place);
  }

  void skipped() {
    skipped++;
  }

  RuleResult result(Rule rule, long rows, String note) {
    long checked = rows - skipped;
    double passed = checked == 0 ? 1 : (double) (checked - failures) / checked;
    // a share such as 0.9 is inexact as a double: one row must not depend on that
    boolean holds = passed >= rule.share() - 1e-12;
    return new RuleResult(
        rule, holds, checked == 0 ? Double.NaN : passed, checked, failures, first, note);
  }
}
