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

/** Creates rules: {@code column("temp").between(-40, 50)}. */
public final class Rules {
  /** How many earlier versions determine the usual number of rows by default. */
  public static final int USUAL_VERSIONS = 5;

  private Rules() {}

  /**
   * Begins a rule on a column.
   *
   * @param name the column, or a statistic of a tensor such as {@code image.mean}
   * @return the rules to choose from
   */
  public static ColumnRules column(String name) {
    return new ColumnRules(name);
  }

  /**
   * Begins a rule on the number of rows.
   *
   * @return the rules to choose from
   */
  public static RowCountRules rowCount() {
    return new RowCountRules();
  }

  /**
   * Requires that no two rows are equal in some columns, a key for instance. Exact up to some
   * millions of rows; beyond, a sample of the keys is checked, and the report says so.
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
   * Requires that no row occurs twice.
   *
   * @return the rule
   */
  public static Rule noDuplicateRows() {
    return Rule.of(new TableCheck.Unique(List.of()));
  }

  /**
   * Requires that no row occurs with two values of a column that names the part of a split. Rows
   * are the same if they are equal in all other columns.
   *
   * @param column the column, {@code split} for instance
   * @return the rule
   */
  public static Rule noOverlap(String column) {
    return Rule.of(new TableCheck.NoOverlap(column));
  }

  /**
   * Requires that no row occurs in another dataset, a holdout for instance.
   *
   * @param dataset the other dataset; its newest version is used
   * @return the rule
   */
  public static Rule noRowOf(String dataset) {
    return Rule.of(new TableCheck.Disjoint(dataset));
  }

  /**
   * Requires that each cell has the type of its column, like {@link ColumnRules#wellTyped()} for
   * one column. {@code mostly} counts rows: a row fails if any of its cells fails. Tensors must
   * always have their type.
   *
   * @return the rule
   */
  public static Rule wellTyped() {
    return Rule.of(new RowCheck.AllWellTyped());
  }

  /**
   * Requires that the newest time is recent when the version is created, and at most a day ahead of
   * the clock.
   *
   * @param column the column of times
   * @param age the greatest age
   * @return the rule
   */
  public static Rule freshness(String column, Duration age) {
    return Rule.of(new TableCheck.Fresh(column, age));
  }

  /**
   * Requires that each row passes a custom test. The report stores only its name.
   *
   * @param name the name of the test
   * @param test returns whether a row passes; called from several threads concurrently
   * @return the rule
   */
  public static Rule rows(String name, Predicate<Row> test) {
    return Rule.of(new RowCheck.Satisfies(name, Optional.of(required(test, "test " + name))));
  }

  /** Creates rules on the number of rows. */
  public static final class RowCountRules {
    private RowCountRules() {}

    /**
     * Requires a least number of rows.
     *
     * @param least the least number
     * @return the rule
     */
    public Rule atLeast(long least) {
      return Rule.of(new TableCheck.RowCount(Bounds.atLeast((double) least)));
    }

    /**
     * Limits the number of rows.
     *
     * @param most the greatest number
     * @return the rule
     */
    public Rule atMost(long most) {
      return Rule.of(new TableCheck.RowCount(Bounds.atMost((double) most)));
    }

    /**
     * Requires a number of rows in a range.
     *
     * @param least the least number
     * @param most the greatest number
     * @return the rule
     */
    public Rule between(long least, long most) {
      return Rule.of(new TableCheck.RowCount(new Bounds((double) least, (double) most)));
    }

    /**
     * Requires about as many rows as the median of the last {@value Rules#USUAL_VERSIONS} versions.
     *
     * @param share the greatest relative difference, 0.2 for 20 %
     * @return the rule
     */
    public Rule changeAtMost(double share) {
      return changeAtMost(share, USUAL_VERSIONS);
    }

    /**
     * Requires about as many rows as the median of a number of earlier versions.
     *
     * @param share the greatest relative difference, 0.2 for 20 %
     * @param versions the number of earlier versions
     * @return the rule
     */
    public Rule changeAtMost(double share, int versions) {
      return Rule.of(new TableCheck.RowCountChange(share, versions));
    }
  }

  /**
   * A statistic of a column, for which bounds create a rule.
   *
   * @param column the column
   * @param statistic the statistic
   * @param share the quantile, such as 0.5; 0 for every other statistic
   */
  public record Measure(String column, Statistic statistic, double share) {
    /** Checks the parts. */
    public Measure {
      checkName("column", column);
      required(statistic, "statistic of " + column);
    }

    /**
     * Requires a least value.
     *
     * @param least the least value
     * @return the rule
     */
    public Rule atLeast(double least) {
      return Rule.of(new TableCheck.Measured(column, statistic, share, Bounds.atLeast(least)));
    }

    /**
     * Requires a greatest value.
     *
     * @param most the greatest value
     * @return the rule
     */
    public Rule atMost(double most) {
      return Rule.of(new TableCheck.Measured(column, statistic, share, Bounds.atMost(most)));
    }

    /**
     * Requires a value in a range.
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
