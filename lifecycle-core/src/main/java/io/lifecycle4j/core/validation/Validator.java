package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Check;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.TableCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rules compiled for rows of one schema.
 *
 * <p>Immutable and thread-safe. The same rules check a dataset ({@link #begin}) or a single request
 * ({@link RequestRules}).
 */
public final class Validator {
  /** The most rules, those of the schema included. */
  public static final int MAX_RULES = 10_000;

  private final Schema schema;
  private final List<Rule> rules;
  private final RowChecks rows;

  Validator(Schema schema, List<Rule> rules) {
    Set<String> ids = new HashSet<>();
    for (Rule rule : rules) {
      Preconditions.check(
          ids.add(rule.id()), "Invalid rules: %s twice (name one of them with as)", rule.id());
    }
    Preconditions.check(
        rules.size() <= MAX_RULES,
        "Invalid rules: %s (must be at most %s)",
        rules.size(),
        MAX_RULES);
    this.schema = schema;
    this.rules = List.copyOf(rules);
    this.rows = RowChecks.of(schema, rules);
    TableChecks.require(schema, rules);
  }

  /**
   * Compiles rules, and those that the schema implies, for a dataset. The rules must have distinct
   * ids.
   *
   * @throws io.lifecycle4j.error.NotFoundException if a rule names a missing column
   * @throws io.lifecycle4j.error.InvalidValueException if a rule does not fit its column
   */
  public static Validator of(Schema schema, List<Rule> rules) {
    List<Rule> all = new ArrayList<>(SchemaRules.of(required(schema, "schema")));
    all.addAll(copy(rules, "rules"));
    return new Validator(schema, all);
  }

  /** Checks rules before there are rows: regular expressions must be valid in RE2. */
  public static void checkAlone(List<Rule> rules) {
    for (Rule rule : rules) {
      if (rule.check() instanceof RowCheck.Matches matches) {
        new LinearPattern(matches.column(), matches.regex());
      }
    }
  }

  /** Returns the rules, those that the schema implies first. */
  public List<Rule> rules() {
    return rules;
  }

  /**
   * Returns the columns with a rule on the type of cells, in the order of the schema. Their misfits
   * must be read as well.
   */
  public List<String> typeChecked() {
    return TypeRules.columns(schema, rules);
  }

  /**
   * Returns whether the verdict depends on the rows alone: no rule is user code or depends on the
   * time, on earlier versions or on other datasets.
   */
  public boolean looksAtRowsAlone() {
    return rules.stream().map(Rule::check).noneMatch(Validator::looksAround);
  }

  private static boolean looksAround(Check check) {
    return check instanceof RowCheck.Satisfies
        || check instanceof TableCheck.Fresh
        || check instanceof TableCheck.RowCountChange
        || check instanceof TableCheck.Contained
        || check instanceof TableCheck.Disjoint;
  }

  /** Begins to check the rows of a dataset, or a part of them. */
  public ValidationPass begin(History history) {
    return new ValidationPass(this, required(history, "history"));
  }

  /** Returns the columns that rows must have. */
  public Schema schema() {
    return schema;
  }

  RowChecks rowChecks() {
    return rows;
  }

  /** The context of the checked rows: earlier versions, other datasets, the time. */
  public interface History {
    /** Returns the time that freshness is measured against. */
    Instant now();

    /** Returns the row counts of the last {@code versions} versions, or of fewer if fewer exist. */
    List<Long> rowCounts(int versions);

    /**
     * Passes each row of the newest version of another dataset to the action; returns false if
     * there is no version.
     */
    boolean read(String dataset, Consumer<? super Row> action);
  }
}
