package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.core.validation.RowChecks.Findings;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Check;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The rules that a dataset version was checked against, applied to requests of a model trained on
 * it. Counts how often each is broken. Thread-safe.
 *
 * <p>Skips what a single request cannot be checked for: rules of all rows, rules of columns that
 * requests lack, and custom tests, whose code is not stored.
 */
public final class RequestRules {
  private final Validator validator;
  private final Schema shown;
  private final AtomicLongArray counts;

  private RequestRules(Validator validator, Schema shown) {
    this.validator = validator;
    this.shown = shown;
    this.counts = new AtomicLongArray(validator.rules().size());
  }

  /**
   * Compiles rules.
   *
   * @param data the columns of the dataset; values of its private columns are not shown
   * @param rules the rules of the dataset version, those of its schema included
   * @throws io.lifecycle4j.error.InvalidValueException if a rule does not fit its column
   */
  public static RequestRules of(Schema inputs, Schema data, List<Rule> rules) {
    Schema shown = required(inputs, "inputs");
    for (Column column : required(data, "schema").columns()) {
      if (column.isPrivate() && inputs.find(column.name()).isPresent()) {
        shown = shown.change(column.name(), ColumnBuilder::asPrivate);
      }
    }
    List<Rule> fitting =
        copy(rules, "rules").stream()
            .filter(rule -> rule.check() instanceof RowCheck check && has(inputs, check))
            .filter(rule -> !TypeRules.is(rule)) // the cells of a request have their types
            .map(rule -> SchemaRules.isNotNullable(rule) ? rule.warn() : rule)
            .toList();
    return new RequestRules(new Validator(inputs, fitting), shown);
  }

  private static boolean has(Schema inputs, Check check) {
    List<String> columns = ShownCells.columns(check);
    return !columns.isEmpty() && columns.stream().allMatch(name -> inputs.find(name).isPresent());
  }

  /** Returns the rules that requests are checked against. */
  public List<Rule> rules() {
    return validator.rules();
  }

  /** Returns a reusable verdict for {@link #check}; each thread needs its own. */
  public RowVerdict verdict() {
    return new RowVerdict(rules());
  }

  /**
   * Checks a request; returns whether no rule is broken. Allocates nothing, except for a text that
   * a regular expression meets for the first time.
   */
  public boolean check(Row request, RowVerdict verdict) {
    Schema columns = validator.schema();
    if (!request.schema().equals(columns)) {
      throw new InvalidValueException(
          String.format(
              "Invalid row: its columns are %s (must be %s)",
              request.schema().names(), columns.names()));
    }
    validator.rowChecks().look(request, verdict.cleared());
    return verdict.isClean();
  }

  /**
   * Counts one more violation of a rule, and returns the new count.
   *
   * @param rule the place of the rule
   */
  public long count(int rule) {
    return counts.incrementAndGet(rule);
  }

  /**
   * Returns how often a rule was broken.
   *
   * @param rule the place of the rule
   */
  public long counted(int rule) {
    return counts.get(rule);
  }

  /**
   * Describes how a request breaks a rule: what must hold, and what was found. Values of private
   * columns are not shown.
   *
   * @param rule the place of the rule
   */
  public String sentence(int rule, Row request) {
    Rule broken = rules().get(rule);
    FailurePlace place = ShownCells.of(shown, broken.check()).place(request, 1);
    String found = place.value().isEmpty() ? "missing" : ShownCell.line(place.value());
    return broken.check() + " (was " + found + ")";
  }

  /** The findings of one row, reusable: {@link RequestRules#check} refills it. Not thread-safe. */
  public static final class RowVerdict {
    private final boolean[] refuses;
    private final boolean[] broken;
    private final Findings findings = this::failed;
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

    private void failed(int rule, Row row) {
      any = true;
      broken[rule] = true;
    }
  }
}
