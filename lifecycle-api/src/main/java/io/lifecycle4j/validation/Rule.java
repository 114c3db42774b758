package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import java.util.List;

/**
 * Something that must hold of data, and what it means if it does not.
 *
 * <p>{@link Rules} makes rules. {@link #toString()} reads as a sentence.
 *
 * @param id tells the rule from all others, in this and in later versions
 * @param check what is looked at
 * @param severity what it means if it does not hold
 * @param share the share of the rows looked at that must pass, above 0; 1 for a check that does not
 *     count rows
 */
public record Rule(String id, Check check, Severity severity, double share) {
  /** Room for the names of some columns, of which the ids of checks are made. */
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
   * Makes a rule that is an error when one row breaks it.
   *
   * @param check what is looked at
   * @return the rule, with the id of the check
   */
  public static Rule of(Check check) {
    return new Rule(required(check, "check").id(), check, Severity.ERROR, 1);
  }

  /**
   * Tolerates some rows. Default: none.
   *
   * @param least the share of the rows looked at that must pass, above 0 to 1
   * @return the rule
   */
  public Rule mostly(double least) {
    return new Rule(id, check, severity, least);
  }

  /**
   * Sets what it means if the rule does not hold. Default: an error.
   *
   * @param meaning the severity
   * @return the rule
   */
  public Rule severity(Severity meaning) {
    return new Rule(id, check, meaning, share);
  }

  /**
   * Takes the data if the rule does not hold, and warns.
   *
   * @return the rule
   */
  public Rule warn() {
    return severity(Severity.WARN);
  }

  /**
   * Names the rule. Default: the id of its check. Needed where two rules look at the same.
   *
   * @param name the id
   * @return the rule
   */
  public Rule as(String name) {
    return new Rule(name, check, severity, share);
  }

  /**
   * Says what must hold.
   *
   * @return a sentence without a full stop
   */
  public String sentence() {
    return share == 1 ? what() : what() + " in " + Sentence.percent(share) + " of the rows";
  }

  /** Truth values are numbers, but nobody thinks of them so. */
  private String what() {
    return check instanceof RowCheck.OneOfNumbers some
            && id.startsWith("schema.") // which BOOLEAN columns imply
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
