package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.validation.spi.ReportWriter;
import java.util.List;

/**
 * The results of all rules. Its size is bounded, however many rows break them.
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
   * Returns the outcome.
   *
   * @return the outcome, which depends on the broken rule of the greatest severity
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
   * Lists the broken rules, of every severity.
   *
   * @return their results, in order
   */
  public List<RuleResult> broken() {
    return results.stream().filter(result -> !result.passed()).toList();
  }

  /**
   * Lists the rules that were checked.
   *
   * @return the rules, in order
   */
  public List<Rule> rules() {
    return results.stream().map(RuleResult::rule).toList();
  }

  /**
   * Returns the report as readable text.
   *
   * @return Markdown: a table of the rules, and a table of places for each broken rule
   */
  public String markdown() {
    return Preconditions.service(ReportWriter.class, "write a report").markdown(this);
  }

  /** The outcome of a validation. Constants may be added: a switch needs a default branch. */
  public enum Outcome {
    /** Every rule holds, except possibly rules of severity INFO. */
    PASSED,
    /** A rule of severity WARN is broken, and none of severity ERROR. */
    WARNED,
    /** A rule of severity ERROR is broken. */
    FAILED
  }
}
