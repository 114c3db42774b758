package io.lifecycle4j.validation;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A check that needs all rows. {@link Rules} creates checks.
 *
 * <p>Checks may be added: a switch needs a default branch.
 */
public sealed interface TableCheck extends Check {
  /**
   * A statistic of a column is in a range.
   *
   * @param column the column, or a statistic of a tensor such as {@code image.mean}
   * @param statistic the statistic
   * @param share the quantile, 0 to 1; 0 for every other statistic
   * @param bounds the range
   */
  record Measured(String column, Statistic statistic, double share, Bounds bounds)
      implements TableCheck {
    /** Checks the parts. */
    public Measured {
      checkName("column", column);
      required(statistic, "statistic of " + column);
      check(share >= 0 && share <= 1, "Invalid share: %s (must be between 0 and 1)", share);
      required(bounds, "bounds of " + column);
    }

    @Override
    public String id() {
      String id = column + "." + statistic.name().toLowerCase(Locale.ROOT);
      String which = statistic == Statistic.QUANTILE ? "." + number(share) : "";
      return id + which + "." + bounds.form();
    }

    @Override
    public String toString() {
      String which = statistic == Statistic.QUANTILE ? " " + number(share) : "";
      return "the " + statistic.words() + which + " of " + column + " is " + bounds;
    }
  }

  /**
   * No two rows are equal in some columns; rows in which one of them is missing are ignored.
   *
   * @param columns the columns; none for all columns, and then a missing cell counts as a value
   */
  record Unique(List<String> columns) implements TableCheck {
    /** Checks the names. */
    public Unique {
      columns = copy(columns, "columns");
      columns.forEach(column -> checkName("column", column));
    }

    @Override
    public String id() {
      return columns.isEmpty() ? "rows.unique" : String.join(",", columns) + ".unique";
    }

    @Override
    public String toString() {
      return columns.isEmpty() ? "no row comes twice" : String.join(", ", columns) + " is unique";
    }
  }

  /**
   * No row occurs with two values of a column that names the part of a split, which would leak
   * training rows into the test set, for instance.
   *
   * @param column the column
   */
  record NoOverlap(String column) implements TableCheck {
    /** Checks the name. */
    public NoOverlap {
      checkName("column", column);
    }

    @Override
    public String id() {
      return column + ".noOverlap";
    }

    @Override
    public String toString() {
      return "no row comes with more than one " + column;
    }
  }

  /**
   * The number of rows is in a range.
   *
   * @param bounds the range
   */
  record RowCount(Bounds bounds) implements TableCheck {
    /** Checks the bounds. */
    public RowCount {
      required(bounds, "bounds of the number of rows");
    }

    @Override
    public String id() {
      return "rowCount." + bounds.form();
    }

    @Override
    public String toString() {
      return "the number of rows is " + bounds;
    }
  }

  /**
   * The number of rows is close to that of earlier versions. Holds if there is no earlier version.
   *
   * @param share the greatest difference, as a share of the median
   * @param versions the number of earlier versions whose median is used
   */
  record RowCountChange(double share, int versions) implements TableCheck {
    /** Checks the parts. */
    public RowCountChange {
      check(share >= 0, "Invalid change: %s (must be 0 or more)", share);
      check(
          versions >= 1 && versions <= 1_000,
          "Invalid number of versions: %s (must be 1 to 1000)",
          versions);
    }

    @Override
    public String id() {
      return "rowCount.change";
    }

    @Override
    public String toString() {
      return String.format(
          "the number of rows is within %s of the median of the last %s versions",
          Sentence.percent(share), versions);
    }
  }

  /**
   * The newest time is not too old when the version is created.
   *
   * @param column the column of times
   * @param age the greatest age
   */
  record Fresh(String column, Duration age) implements TableCheck {
    /** Checks the parts. */
    public Fresh {
      checkName("column", column);
      required(age, "age of " + column);
      check(!age.isNegative(), "Invalid age of %s: %s (must not be negative)", column, age);
    }

    @Override
    public String id() {
      return column + ".fresh";
    }

    @Override
    public String toString() {
      return "the newest " + column + " is at most " + Sentence.duration(age) + " old";
    }
  }

  /**
   * Values occur in a column of the newest version of another dataset; missing values are ignored.
   *
   * @param column the column
   * @param dataset the other dataset
   * @param other its column
   */
  record Contained(String column, String dataset, String other) implements TableCheck {
    /** Checks the names. */
    public Contained {
      checkName("column", column);
      checkName("dataset", dataset);
      checkName("column", other);
    }

    @Override
    public String id() {
      return column + ".containedIn." + dataset + "." + other;
    }

    @Override
    public String toString() {
      return column + " is found in " + other + " of " + dataset;
    }
  }

  /**
   * No row occurs in the newest version of another dataset, a holdout for instance.
   *
   * @param dataset the other dataset, which must have all columns of this one
   */
  record Disjoint(String dataset) implements TableCheck {
    /** Checks the name. */
    public Disjoint {
      checkName("dataset", dataset);
    }

    @Override
    public String id() {
      return "rows.notIn." + dataset;
    }

    @Override
    public String toString() {
      return "no row is found in " + dataset;
    }
  }
}
