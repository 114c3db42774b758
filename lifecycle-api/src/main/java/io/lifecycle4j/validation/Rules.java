package io.lifecycle4j.validation;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Row;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Begins rules: {@code column("temp").between(-40, 50)}. */
public final class Rules {
  /** How many versions before tell what is usual, unless said otherwise. */
  public static final int USUAL_VERSIONS = 5;

  private Rules() {}

  /**
   * Begins a rule on a column.
   *
   * @param name the column, or a statistic of a tensor such as {@code image.mean}
   * @return what can be asked of it
   */
  public static ColumnRules column(String name) {
    return new ColumnRules(name);
  }

  /**
   * Begins a rule on the number of rows.
   *
   * @return what can be asked of it
   */
  public static RowCountRules rowCount() {
    return new RowCountRules();
  }

  /**
   * Wants no two rows that agree in some columns, a key for instance. Exact up to some millions of
   * rows; beyond, a sample of the keys is looked at, which the report says.
   *
   * @param columns the columns, at least one
   * @return the rule
   */
  public static Rule unique(String... columns) {
    List<String> names = Arrays.asList(required(columns, "columns"));
    check(!names.isEmpty(), "Invalid unique: no columns (needs at least 1)");
    return Rule.of(new TableCheck.Unique(names));
  }

  /**
   * Wants no row to come twice.
   *
   * @return the rule
   */
  public static Rule noDuplicateRows() {
    return Rule.of(new TableCheck.Unique(List.of()));
  }

  /**
   * Wants no row to come with two values of a column that says what rows are for. Rows that agree
   * in all other columns are the same.
   *
   * @param column the column, {@code split} for instance
   * @return the rule
   */
  public static Rule noOverlap(String column) {
    return Rule.of(new TableCheck.NoOverlap(column));
  }

  /**
   * Wants no row of another data set, one that is held out for instance.
   *
   * @param dataset the other data set; its newest version counts
   * @return the rule
   */
  public static Rule noRowOf(String dataset) {
    return Rule.of(new TableCheck.Disjoint(dataset));
  }

  /**
   * Wants each cell to be of the type of its column, as {@link ColumnRules#wellTyped()} does of one
   * column: {@code mostly} counts the rows where some cell is not. Tensors always must be.
   *
   * @return the rule
   */
  public static Rule wellTyped() {
    return Rule.of(new RowCheck.AllWellTyped());
  }

  /**
   * Wants the newest time to be new enough when the version is made, and no more than a day ahead
   * of the clock.
   *
   * @param column the column of times
   * @param age how old it may be
   * @return the rule
   */
  public static Rule freshness(String column, Duration age) {
    return Rule.of(new TableCheck.Fresh(column, age));
  }

  /**
   * Wants each row to pass a test of one's own. The report keeps its name only.
   *
   * @param name says what is tested
   * @param test tells whether a row passes; called from several threads at once
   * @return the rule
   */
  public static Rule rows(String name, Predicate<Row> test) {
    return Rule.of(new RowCheck.Satisfies(name, Optional.of(required(test, "test " + name))));
  }

  /** The number of rows, waiting for its bounds. */
  public static final class RowCountRules {
    private RowCountRules() {}

    /**
     * Wants enough rows.
     *
     * @param least the least number
     * @return the rule
     */
    public Rule atLeast(long least) {
      return Rule.of(new TableCheck.RowCount(Bounds.atLeast((double) least)));
    }

    /**
     * Wants not too many rows.
     *
     * @param most the greatest number
     * @return the rule
     */
    public Rule atMost(long most) {
      return Rule.of(new TableCheck.RowCount(Bounds.atMost((double) most)));
    }

    /**
     * Wants a number of rows.
     *
     * @param least the least number
     * @param most the greatest number
     * @return the rule
     */
    public Rule between(long least, long most) {
      return Rule.of(new TableCheck.RowCount(new Bounds((double) least, (double) most)));
    }

    /**
     * Wants about as many rows as the median of the last {@value Rules#USUAL_VERSIONS} versions.
     *
     * @param share how far the number may be off, 0.2 for 20 %
     * @return the rule
     */
    public Rule changeAtMost(double share) {
      return changeAtMost(share, USUAL_VERSIONS);
    }

    /**
     * Wants about as many rows as the median of some versions before.
     *
     * @param share how far the number may be off, 0.2 for 20 %
     * @param versions how many versions before
     * @return the rule
     */
    public Rule changeAtMost(double share, int versions) {
      return Rule.of(new TableCheck.RowCountChange(share, versions));
    }
  }

  /**
   * A statistic of a column, waiting for its bounds.
   *
   * @param column the column
   * @param statistic what is measured
   * @param share which quantile; 0 for every other statistic
   */
  public record Measure(String column, Statistic statistic, double share) {
    /** Checks the parts. */
    public Measure {
      checkName("column", column);
      required(statistic, "statistic of " + column);
    }

    /**
     * Wants the statistic to be great enough.
     *
     * @param least the least value
     * @return the rule
     */
    public Rule atLeast(double least) {
      return Rule.of(new TableCheck.Measured(column, statistic, share, Bounds.atLeast(least)));
    }

    /**
     * Wants the statistic to be small enough.
     *
     * @param most the greatest value
     * @return the rule
     */
    public Rule atMost(double most) {
      return Rule.of(new TableCheck.Measured(column, statistic, share, Bounds.atMost(most)));
    }

    /**
     * Wants the statistic in a range.
     *
     * @param least the least value
     * @param most the greatest value
     * @return the rule
     */
    public Rule between(double least, double most) {
      return Rule.of(new TableCheck.Measured(column, statistic, share, new Bounds(least, most)));
    }
  }
}
