package io.lifecycle4j.validation;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Arrays;
import java.util.List;

/**
 * A column, waiting for what must hold of it.
 *
 * <p>A missing cell breaks no rule but {@link #notNull()}; one that is not of the type of the
 * column is missing for all but {@link #wellTyped()}.
 *
 * @param column the column
 */
public record ColumnRules(String column) {
  /** Checks the name. */
  public ColumnRules {
    checkName("column", column);
  }

  /**
   * Wants a value in each row; of numbers a finite one, as NaN and infinities count as missing.
   *
   * @return the rule
   */
  public Rule notNull() {
    return Rule.of(new RowCheck.NotNull(column));
  }

  /**
   * Wants cells that can be read as the type of the column, of CSV and JSON lines. Without this
   * rule each cell must be: a file with another gives no version, and no report.
   *
   * <p>With it the report counts the cells that are not, and tells the first. If they are tolerated
   * ({@code mostly(0.999)} or {@code warn()}), they count as missing, never as 0: in the profile,
   * for all other rules, and whenever the version is read, split, or learned from. So a column
   * where some are tolerated must be nullable.
   *
   * @return the rule
   */
  public Rule wellTyped() {
    return Rule.of(new RowCheck.WellTyped(column));
  }

  /**
   * Wants numbers in a range.
   *
   * @param least the least number
   * @param most the greatest number
   * @return the rule
   */
  public Rule between(double least, double most) {
    return Rule.of(new RowCheck.Between(column, new Bounds(least, most)));
  }

  /**
   * Wants numbers great enough.
   *
   * @param least the least number
   * @return the rule
   */
  public Rule atLeast(double least) {
    return Rule.of(new RowCheck.Between(column, Bounds.atLeast(least)));
  }

  /**
   * Wants numbers small enough.
   *
   * @param most the greatest number
   * @return the rule
   */
  public Rule atMost(double most) {
    return Rule.of(new RowCheck.Between(column, Bounds.atMost(most)));
  }

  /**
   * Wants one of some texts.
   *
   * @param texts the texts
   * @return the rule
   */
  public Rule in(String... texts) {
    return in(Arrays.asList(required(texts, "texts of " + column)));
  }

  /**
   * Wants one of some texts.
   *
   * @param texts the texts
   * @return the rule
   */
  public Rule in(List<String> texts) {
    return Rule.of(new RowCheck.OneOf(column, texts));
  }

  /**
   * Wants one of some numbers.
   *
   * @param numbers the numbers
   * @return the rule
   */
  public Rule in(double... numbers) {
    required(numbers, "numbers of " + column);
    return Rule.of(new RowCheck.OneOfNumbers(column, Arrays.stream(numbers).boxed().toList()));
  }

  /**
   * Wants texts that match as a whole, in time linear in their length.
   *
   * @param regex a regular expression in the syntax of RE2: without references back and looks
   *     around
   * @return the rule
   */
  public Rule matches(String regex) {
    return Rule.of(new RowCheck.Matches(column, regex));
  }

  /**
   * Wants texts of a length.
   *
   * @param least the least number of characters
   * @param most the greatest number of characters
   * @return the rule
   */
  public Rule length(int least, int most) {
    return Rule.of(new RowCheck.Length(column, new Bounds(least, most)));
  }

  /**
   * Wants numbers below those of another column.
   *
   * @param other the other column
   * @return the rule
   */
  public Rule lessThan(String other) {
    return Rule.of(new RowCheck.Below(column, other));
  }

  /**
   * Wants numbers that are not above those of another column.
   *
   * @param other the other column
   * @return the rule
   */
  public Rule notAbove(String other) {
    return Rule.of(new RowCheck.NotAbove(column, other));
  }

  /**
   * Wants no value twice.
   *
   * @return the rule
   */
  public Rule unique() {
    return Rules.unique(column);
  }

  /**
   * Wants values that a column of another data set has.
   *
   * @param dataset the other data set; its newest version counts
   * @param other its column
   * @return the rule
   */
  public Rule containedIn(String dataset, String other) {
    return Rule.of(new TableCheck.Contained(column, dataset, other));
  }

  /**
   * Asks for the least number.
   *
   * @return what waits for its bounds
   */
  public Rules.Measure min() {
    return measure(Statistic.MIN);
  }

  /**
   * Asks for the greatest number.
   *
   * @return what waits for its bounds
   */
  public Rules.Measure max() {
    return measure(Statistic.MAX);
  }

  /**
   * Asks for the arithmetic mean.
   *
   * @return what waits for its bounds
   */
  public Rules.Measure mean() {
    return measure(Statistic.MEAN);
  }

  /**
   * Asks for the standard deviation.
   *
   * @return what waits for its bounds
   */
  public Rules.Measure deviation() {
    return measure(Statistic.DEVIATION);
  }

  /**
   * Asks for a quantile.
   *
   * @param share 0.5 for the median
   * @return what waits for its bounds
   */
  public Rules.Measure quantile(double share) {
    return new Rules.Measure(column, Statistic.QUANTILE, share);
  }

  /**
   * Asks for the share of rows without a value, 0 to 1.
   *
   * @return what waits for its bounds
   */
  public Rules.Measure missing() {
    return measure(Statistic.MISSING);
  }

  /**
   * Asks for the number of different values: at least 2 unless a column has turned constant.
   *
   * @return what waits for its bounds
   */
  public Rules.Measure cardinality() {
    return measure(Statistic.CARDINALITY);
  }

  /**
   * Asks for the share of the rarest text among all: at least 0.1 where no class may be rarer.
   *
   * @return what waits for its bounds
   */
  public Rules.Measure classBalance() {
    return measure(Statistic.RAREST);
  }

  /**
   * Asks for the share of the most frequent text among all.
   *
   * @return what waits for its bounds
   */
  public Rules.Measure largestClass() {
    return measure(Statistic.COMMONEST);
  }

  private Rules.Measure measure(Statistic statistic) {
    return new Rules.Measure(column, statistic, 0);
  }
}
