package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * What was found of all rules. Its size is bounded, however many rows break them.
 *
 * @param rows how many rows were checked
 * @param results one result for each rule, in the order of the rules
 */
public record ValidationReport(long rows, List<RuleResult> results) {
  /** Checks the parts. */
  public ValidationReport {
    check(rows >= 0, "Invalid report: %s rows (must not be negative)", rows);
    results = copy(results, "results");
  }

  /**
   * Gives the verdict.
   *
   * @return that of the broken rule with the greatest severity
   */
  public Outcome outcome() {
    Outcome outcome = Outcome.PASSED;
    for (RuleResult result : broken()) {
      if (result.rule().severity() == Severity.ERROR) {
        return Outcome.FAILED;
      }
      outcome = result.rule().severity() == Severity.WARN ? Outcome.WARNED : outcome;
    }
    return outcome;
  }

  /**
   * Lists the rules that do not hold, of every severity.
   *
   * @return their results, in order
   */
  public List<RuleResult> broken() {
    return results.stream().filter(result -> !result.passed()).toList();
  }

  /**
   * Lists what was checked.
   *
   * @return the rules, in order
   */
  public List<Rule> rules() {
    return results.stream().map(RuleResult::rule).toList();
  }

  /**
   * Writes the report for people.
   *
   * @return Markdown: a table of the rules, and one of the places for each that is broken
   */
  public String markdown() {
    return MarkdownReport.of(this);
  }
}
