package io.lifecycle4j.validation;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Arrays;
import java.util.List;

/**
 * Creates rules on a column.
 *
 * <p>A missing cell breaks only {@link #notNull()}; a cell that does not have the type of the
 * column breaks {@link #wellTyped()}, and counts as missing for all other rules.
 *
 * @param column the column
 */
public record ColumnRules(String column) {
  /** Checks the name. */
  public ColumnRules {
    checkName("column", column);
  }

  /**
   * Requires a value in each row. NaN and infinities count as missing.
   *
   * @return the rule
   */
  public Rule notNull() {
    return Rule.of(new RowCheck.NotNull(column));
  }

  /**
   * Requires cells of CSV and JSON lines that can be read as the type of the column. Without this
   * rule, a file with any other cell is rejected, without a report.
   *
   * <p>With it, the report counts such cells and lists the first of them. If they are tolerated
   * ({@code mostly(0.999)} or {@code warn()}), they count as missing, never as 0: in the profile,
   * for all other rules, and whenever the version is read, split or trained on. A column that
   * tolerates such cells must therefore be nullable.
   *
   * @return the rule
   */
  public Rule wellTyped() {
    return Rule.of(new RowCheck.WellTyped(column));
  }

  /**
   * Requires numbers in a range.
   *
   * @param least the least number
   * @param most the greatest number
   * @return the rule
   */
  public Rule between(double least, double most) {
    return Rule.of(new RowCheck.Between(column, new Bounds(least, most)));
  }

  /**
   * Requires numbers of at least a bound.
   *
   * @param least the least number
   * @return the rule
   */
  public Rule atLeast(double least) {
    return Rule.of(new RowCheck.Between(column, Bounds.atLeast(least)));
  }

  /**
   * Requires numbers of at most a bound.
   *
   * @param most the greatest number
   * @return the rule
   */
  public Rule atMost(double most) {
    return Rule.of(new RowCheck.Between(column, Bounds.atMost(most)));
  }

  /**
   * Requires texts from a list.
   *
   * @param texts the allowed texts
   * @return the rule
   */
  public Rule in(String... texts) {
    return in(Arrays.asList(required(texts, "texts of " + column)));
  }

  /**
   * Requires texts from a list.
   *
   * @param texts the allowed texts
   * @return the rule
   */
  public Rule in(List<String> texts) {
    return Rule.of(new RowCheck.OneOf(column, texts));
  }

  /**
   * Requires numbers from a list.
   *
   * @param numbers the allowed numbers
   * @return the rule
   */
  public Rule in(double... numbers) {
    required(numbers, "numbers of " + column);
    return Rule.of(new RowCheck.OneOfNumbers(column, Arrays.stream(numbers).boxed().toList()));
  }

  /**
   * Requires texts that match a regular expression as a whole. Matching takes time linear in their
   * length.
   *
   * @param regex a regular expression in the syntax of RE2, which has no backreferences and no
   *     lookaround
   * @return the rule
   */
  public Rule matches(String regex) {
    return Rule.of(new RowCheck.Matches(column, regex));
  }

  /**
   * Requires texts whose length is in a range.
   *
   * @param least the least number of characters
   * @param most the greatest number of characters
   * @return the rule
   */
  public Rule length(int least, int most) {
    return Rule.of(new RowCheck.Length(column, new Bounds(least, most)));
  }

  /**
   * Requires numbers below those of another column.
   *
   * @param other the other column
   * @return the rule
   */
  public Rule lessThan(String other) {
    return Rule.of(new RowCheck.Below(column, other));
  }

  /**
   * Requires numbers that are not above those of another column.
   *
   * @param other the other column
   * @return the rule
   */
  public Rule notAbove(String other) {
    return Rule.of(new RowCheck.NotAbove(column, other));
  }

  /**
   * Requires unique values.
   *
   * @return the rule
   */
  public Rule unique() {
    return Rules.unique(column);
  }

  /**
   * Requires values that occur in a column of another dataset.
   *
   * @param dataset the other dataset; its newest version is used
   * @param other its column
   * @return the rule
   */
  public Rule containedIn(String dataset, String other) {
    return Rule.of(new TableCheck.Contained(column, dataset, other));
  }

  /**
   * Begins a rule on the least number.
   *
   * @return a rule that still needs its bounds
   */
  public Rules.Measure min() {
    return measure(Statistic.MIN);
  }

  /**
   * Begins a rule on the greatest number.
   *
   * @return a rule that still needs its bounds
   */
  public Rules.Measure max() {
    return measure(Statistic.MAX);
  }

  /**
   * Begins a rule on the arithmetic mean.
   *
   * @return a rule that still needs its bounds
   */
  public Rules.Measure mean() {
    return measure(Statistic.MEAN);
  }

  /**
   * Begins a rule on the standard deviation.
   *
   * @return a rule that still needs its bounds
   */
  public Rules.Measure deviation() {
    return measure(Statistic.DEVIATION);
  }

  /**
   * Begins a rule on a quantile.
   *
   * @param share 0.5 for the median
   * @return a rule that still needs its bounds
   */
  public Rules.Measure quantile(double share) {
    return new Rules.Measure(column, Statistic.QUANTILE, share);
  }

  /**
   * Begins a rule on the share of rows without a value, 0 to 1.
   *
   * @return a rule that still needs its bounds
   */
  public Rules.Measure missing() {
    return measure(Statistic.MISSING);
  }

  /**
   * Begins a rule on the number of different values, for example at least 2 to reject a constant
   * column.
   *
   * @return a rule that still needs its bounds
   */
  public Rules.Measure cardinality() {
    return measure(Statistic.CARDINALITY);
  }

  /**
   * Begins a rule on the share of the rarest text among all texts, for example at least 0.1 to
   * reject rare classes.
   *
   * @return a rule that still needs its bounds
   */
  public Rules.Measure classBalance() {
    return measure(Statistic.RAREST);
  }

  /**
   * Begins a rule on the share of the most frequent text among all texts.
   *
   * @return a rule that still needs its bounds
   */
  public Rules.Measure largestClass() {
    return measure(Statistic.COMMONEST);
  }

  private Rules.Measure measure(Statistic statistic) {
    return new Rules.Measure(column, statistic, 0);
  }
}
