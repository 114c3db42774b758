package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Check;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.TableCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rules compiled for rows of one schema.
 *
 * <p>Immutable and thread-safe. The same rules serve a data set ({@link #begin}) and one request
 * ({@link #check}).
 */
public final class Validator {
  /** The most rules, those of the schema included. */
  public static final int MAX_RULES = 10_000;

  private final Schema schema;
  private final List<Rule> rules;
  private final RowChecks rows;

  private Validator(Schema schema, List<Rule> rules) {
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
   * Compiles rules for a data set.
   *
   * @param schema the columns of its rows; what it promises of cells is checked, too
   * @param rules the rules, with different ids
   * @return the validator
   * @throws io.lifecycle4j.error.NotFoundException if a rule names a column that is not there
   * @throws io.lifecycle4j.error.InvalidValueException if a rule does not fit its column
   */
  public static Validator of(Schema schema, List<Rule> rules) {
    List<Rule> all = new ArrayList<>(SchemaRules.of(required(schema, "schema")));
    all.addAll(copy(rules, "rules"));
    return new Validator(schema, all);
  }

  /**
   * Checks what can be known of rules before the rows are there: that expressions are of RE2.
   *
   * @param rules the rules
   * @throws io.lifecycle4j.error.InvalidValueException if one is wrong; the message says where
   */
  public static void checkAlone(List<Rule> rules) {
    for (Rule rule : rules) {
      if (rule.check() instanceof RowCheck.Matches matches) {
        new LinearPattern(matches.column(), matches.regex());
      }
    }
  }

  /**
   * Compiles rules for requests that a version of a data set was checked against. Left out are
   * those that need all rows, or a column that requests lack (the label for instance), and tests of
   * one's own, whose code was not kept.
   *
   * @param inputs the columns of a request
   * @param rules all rules of the version, those of its schema included
   * @return the validator
   * @throws io.lifecycle4j.error.InvalidValueException if a rule does not fit its column
   */
  static Validator ofChecked(Schema inputs, List<Rule> rules) {
    List<Rule> fitting =
        copy(rules, "rules").stream()
            .filter(rule -> rule.check() instanceof RowCheck row && has(inputs, row))
            .filter(rule -> !TypeRules.is(rule)) // the cells of a request have their types
            .map(rule -> SchemaRules.isNotNullable(rule) ? rule.warn() : rule)
            .toList();
    return new Validator(inputs, fitting);
  }

  private static boolean has(Schema inputs, RowCheck check) {
    if (check instanceof RowCheck.OfCell cell) {
      return inputs.find(cell.column()).isPresent();
    }
    return check instanceof RowCheck.OfPair pair
        && inputs.find(pair.less()).isPresent()
        && inputs.find(pair.greater()).isPresent();
  }

  /**
   * Lists what is checked.
   *
   * @return the rules, those that the schema implies first
   */
  public List<Rule> rules() {
    return rules;
  }

  /**
   * Lists the columns where a rule judges the type of cells, which therefore must be read on.
   *
   * @return the names, in the order of the schema
   */
  public List<String> typeChecked() {
    return TypeRules.columns(schema, rules);
  }

  /**
   * Returns whether the same rows are always judged the same: no rule is code of a user, and none
   * looks at the time, at earlier versions or at other data sets.
   *
   * @return whether they are
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

  /**
   * Makes a verdict to be filled by {@link #check}, one for each thread.
   *
   * @return the verdict
   */
  public RowVerdict verdict() {
    return new RowVerdict(rules);
  }

  /**
   * Checks one row. Allocates nothing, but for a text that a regular expression sees the first
   * time, and for what tests of one's own allocate.
   *
   * @param row a row with the columns given at the start
   * @param verdict takes what is found; what it held is cleared
   * @return the verdict
   * @throws io.lifecycle4j.error.InvalidValueException if the row has other columns
   */
  public RowVerdict check(Row row, RowVerdict verdict) {
    requireColumns(row);
    rows.look(row, verdict.cleared());
    return verdict;
  }

  /**
   * Begins to check the rows of a data set, or a part of them.
   *
   * @param history what lies around the rows
   * @return takes the rows
   */
  public ValidationPass begin(History history) {
    return new ValidationPass(this, required(history, "history"));
  }

  /**
   * Returns the columns that rows must have.
   *
   * @return the schema
   */
  public Schema schema() {
    return schema;
  }

  RowChecks rowChecks() {
    return rows;
  }

  private void requireColumns(Row row) {
    Schema columns = row.schema();
    if (!columns.equals(schema)) {
      throw new InvalidValueException(
          "Invalid row: its columns are " + columns.names() + " (must be " + schema.names() + ")");
    }
  }
}
