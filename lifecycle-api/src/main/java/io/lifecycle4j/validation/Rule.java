package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import java.util.List;

/**
 * A condition that data must meet, and the severity if they do not.
 *
 * <p>{@link Rules} creates rules. {@link #toString()} reads as a sentence.
 *
 * @param id identifies the rule, in this and in later versions
 * @param check the check
 * @param severity the severity if the rule is broken
 * @param share the share of the checked rows that must pass, above 0; 1 for a check that does not
 *     count rows
 */
public record Rule(String id, Check check, Severity severity, double share) {
  /** The longest id in characters: the ids of checks contain the names of columns. */
  private static final int MAX_ID = 10_000;

  /** Checks the parts. */
  public Rule {
    required(id, "id of the rule");
    Preconditions.check(
        !id.isBlank() && id.length() <= MAX_ID,
        "Invalid id of a rule: '%s' (must be 1 to %s characters)",
        id,
        MAX_ID);
    required(check, "check of rule " + id);
    required(severity, "severity of rule " + id);
    Preconditions.check(
        share > 0 && share <= 1, "Invalid share of rule %s: %s (must be above 0, to 1)", id, share);
    Preconditions.check(
        share == 1 || countsRows(check),
        "Invalid share of rule %s: %s (it counts no rows: must be 1)",
        id,
        share);
  }

  /**
   * Creates a rule of severity ERROR that a single row breaks.
   *
   * @param check the check
   * @return the rule, with the id of the check
   */
  public static Rule of(Check check) {
    return new Rule(required(check, "check").id(), check, Severity.ERROR, 1);
  }

  /**
   * Tolerates a share of violating rows. Default: none.
   *
   * @param least the share of the checked rows that must pass, above 0, at most 1
   * @return the rule
   */
  public Rule mostly(double least) {
    return new Rule(id, check, severity, least);
  }

  /**
   * Sets the severity if the rule is broken. Default: ERROR.
   *
   * @param meaning the severity
   * @return the rule
   */
  public Rule severity(Severity meaning) {
    return new Rule(id, check, meaning, share);
  }

  /**
   * Accepts data that break the rule, with a warning.
   *
   * @return the rule
   */
  public Rule warn() {
    return severity(Severity.WARN);
  }

  /**
   * Sets the id of the rule. Default: the id of its check. Required if two rules check the same.
   *
   * @param name the id
   * @return the rule
   */
  public Rule as(String name) {
    return new Rule(name, check, severity, share);
  }

  /**
   * Returns the rule as a sentence.
   *
   * @return a sentence without a full stop
   */
  public String sentence() {
    return share == 1 ? what() : what() + " in " + Sentence.percent(share) + " of the rows";
  }

  /** Booleans are stored as numbers, but the sentence names them as booleans. */
  private String what() {
    return check instanceof RowCheck.OneOfNumbers some
            && id.startsWith("schema.") // BOOLEAN columns imply this rule.
            && some.numbers().equals(List.of(0.0, 1.0))
        ? some.column() + " is one of false, true"
        : check.toString();
  }

  @Override
  public String toString() {
    return sentence();
  }

  private static boolean countsRows(Check check) {
    return check instanceof RowCheck
        || check instanceof TableCheck.Unique
        || check instanceof TableCheck.NoOverlap
        || check instanceof TableCheck.Contained
        || check instanceof TableCheck.Disjoint;
  }
}
