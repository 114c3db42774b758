package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.FailurePlace;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The rules that a version of a data set was checked against, for requests to a model that was
 * trained on it; counts how often each is broken. Thread-safe.
 *
 * <p>Left out is what a single request cannot be asked: rules of all rows, of a column that
 * requests lack, and tests of one's own, whose code is not kept.
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
   * @param inputs the columns of a request
   * @param data the columns of the data set; values of those that are private are not shown
   * @param rules what the data set was checked against, those of its schema included
   * @return the rules
   * @throws io.lifecycle4j.error.InvalidValueException if a rule does not fit its column
   */
  public static RequestRules of(Schema inputs, Schema data, List<Rule> rules) {
    Schema shown = required(inputs, "inputs");
    for (Column column : required(data, "schema").columns()) {
      if (column.isPrivate() && inputs.find(column.name()).isPresent()) {
        shown = shown.change(column.name(), ColumnBuilder::asPrivate);
      }
    }
    return new RequestRules(Validator.ofChecked(inputs, rules), shown);
  }

  /**
   * Lists what is checked.
   *
   * @return the rules
   */
  public List<Rule> rules() {
    return validator.rules();
  }

  /**
   * Makes a verdict to be filled by {@link #check}, one for each thread.
   *
   * @return the verdict
   */
  public RowVerdict verdict() {
    return validator.verdict();
  }

  /**
   * Checks a request. Allocates nothing, as {@link Validator#check} does.
   *
   * @param request the row of a request
   * @param verdict takes what is found
   * @return whether no rule is broken
   */
  public boolean check(Row request, RowVerdict verdict) {
    return validator.check(request, verdict).isClean();
  }

  /**
   * Counts that a rule was broken once more.
   *
   * @param rule the place of the rule
   * @return how often it was until now, this time included
   */
  public long count(int rule) {
    return counts.incrementAndGet(rule);
  }

  /**
   * Returns how often a rule was broken.
   *
   * @param rule the place of the rule
   * @return how often
   */
  public long counted(int rule) {
    return counts.get(rule);
  }

  /**
   * Says how a request breaks a rule.
   *
   * @param rule the place of the rule
   * @param request the row of the request
   * @return what must hold, and what was found; values of private columns are not shown
   */
  public String sentence(int rule, Row request) {
    Rule broken = rules().get(rule);
    FailurePlace place = ShownCells.of(shown, broken.check()).place(request, 1);
    String found = place.value().isEmpty() ? "missing" : ShownCell.line(place.value());
    return broken.check() + " (was " + found + ")";
  }
}
