package io.lifecycle4j.validation;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A check of single rows, which also applies to a single request. {@link Rules} creates checks.
 *
 * <p>Checks may be added: a switch needs a default branch.
 */
public sealed interface RowCheck extends Check {
  /** The most values in the list of a check. */
  int MAX_VALUES = 10_000;

  /** A check of the cells of one column. */
  sealed interface OfCell extends RowCheck {
    /**
     * Returns the column.
     *
     * @return the column
     */
    String column();
  }

  /** A check of the order of the numbers in two columns. */
  sealed interface OfPair extends RowCheck {
    /**
     * Returns the column with the lesser number.
     *
     * @return the column
     */
    String less();

    /**
     * Returns the column with the greater number.
     *
     * @return the column
     */
    String greater();
  }

  /**
   * Every cell has a value: a finite number, or a text that is not empty.
   *
   * @param column the column
   */
  record NotNull(String column) implements OfCell {
    /** Checks the name. */
    public NotNull {
      checkName("column", column);
    }

    @Override
    public String id() {
      return column + ".notNull";
    }

    @Override
    public String toString() {
      return column + " has a value";
    }
  }

  /**
   * Every cell with a value can be read as the type of its column. A cell that cannot counts as
   * missing everywhere else: in the profile, for the other rules, and whenever the version is read.
   *
   * @param column the column, of numbers or texts
   */
  record WellTyped(String column) implements OfCell {
    /** Checks the name. */
    public WellTyped {
      checkName("column", column);
    }

    @Override
    public String id() {
      return column + ".wellTyped";
    }

    @Override
    public String toString() {
      return column + " is of its type";
    }
  }

  /** Every cell of a row is well-typed, as defined by {@link WellTyped}; tensors are ignored. */
  record AllWellTyped() implements RowCheck {
    @Override
    public String id() {
      return "rows.wellTyped";
    }

    @Override
    public String toString() {
      return "each cell is of its type";
    }
  }

  /**
   * Numbers are in a range; missing values are ignored.
   *
   * @param column the column
   * @param bounds the range
   */
  record Between(String column, Bounds bounds) implements OfCell {
    /** Checks the parts. */
    public Between {
      checkName("column", column);
      required(bounds, "bounds of " + column);
    }

    @Override
    public String id() {
      return column + "." + bounds.form();
    }

    @Override
    public String toString() {
      return column + " is " + bounds;
    }
  }

  /**
   * Texts are in a list; missing values are ignored.
   *
   * @param column the column
   * @param texts the allowed texts
   */
  record OneOf(String column, List<String> texts) implements OfCell {
    /** Checks the parts. */
    public OneOf {
      checkName("column", column);
      texts = listed(column, texts);
    }

    @Override
    public String id() {
      return column + ".in";
    }

    @Override
    public String toString() {
      return column + " is one of " + Sentence.list(texts);
    }
  }

  /**
   * Numbers are in a list; missing values are ignored.
   *
   * @param column the column
   * @param numbers the allowed numbers
   */
  record OneOfNumbers(String column, List<Double> numbers) implements OfCell {
    /** Checks the parts. */
    public OneOfNumbers {
      checkName("column", column);
      numbers = listed(column, numbers);
      check(
          numbers.stream().allMatch(Double::isFinite),
          "Invalid values of %s: %s (must be finite)",
          column,
          numbers);
    }

    @Override
    public String id() {
      return column + ".inNumbers";
    }

    @Override
    public String toString() {
      return column
          + " is one of "
          + Sentence.list(numbers.stream().map(Preconditions::number).toList());
    }
  }

  /**
   * Texts match a regular expression as a whole; missing values are ignored.
   *
   * @param column the column
   * @param regex the expression in the syntax of RE2, which has no backreferences and no lookaround
   *     and matches in linear time
   */
  record Matches(String column, String regex) implements OfCell {
    /** Checks the parts. */
    public Matches {
      checkName("column", column);
      required(regex, "regular expression of " + column);
      check(
          regex.length() <= 1_000,
          "Invalid regular expression of %s: %s characters (must be at most 1000)",
          column,
          regex.length());
    }

    @Override
    public String id() {
      return column + ".matches";
    }

    @Override
    public String toString() {
      return column + " matches '" + regex + "'";
    }
  }

  /**
   * Lengths of texts, in UTF-16 characters, are in a range; missing values are ignored.
   *
   * @param column the column
   * @param bounds the range of lengths
   */
  record Length(String column, Bounds bounds) implements OfCell {
    /** Checks the parts. */
    public Length {
      checkName("column", column);
      required(bounds, "bounds of " + column);
    }

    @Override
    public String id() {
      return column + ".length." + bounds.form();
    }

    @Override
    public String toString() {
      return "the length of " + column + " is " + bounds;
    }
  }

  /**
   * A number is less than another number of its row; rows in which one is missing are ignored.
   *
   * @param less the column with the lesser number
   * @param greater the column with the greater number
   */
  record Below(String less, String greater) implements OfPair {
    /** Checks the names. */
    public Below {
      checkName("column", less);
      checkName("column", greater);
    }

    @Override
    public String id() {
      return less + ".below." + greater;
    }

    @Override
    public String toString() {
      return less + " is below " + greater;
    }
  }

  /**
   * A number is less than or equal to another number of its row; rows in which one is missing are
   * ignored.
   *
   * @param less the column with the lesser number
   * @param greater the column with the greater number
   */
  record NotAbove(String less, String greater) implements OfPair {
    /** Checks the names. */
    public NotAbove {
      checkName("column", less);
      checkName("column", greater);
    }

    @Override
    public String id() {
      return less + ".notAbove." + greater;
    }

    @Override
    public String toString() {
      return less + " is at most " + greater;
    }
  }

  /**
   * A row passes a custom test. Two such checks are equal if they have the same name; the code is
   * not stored.
   *
   * @param name the name of the test
   * @param test returns whether a row passes; empty if the check was read from a report
   */
  record Satisfies(String name, Optional<Predicate<Row>> test) implements RowCheck {
    /** Checks the parts. */
    public Satisfies {
      checkName("test", name);
      required(test, "test", name);
    }

    @Override
    public String id() {
      return "rows." + name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Satisfies that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return "each row satisfies " + name;
    }
  }

  private static <T> List<T> listed(String column, List<T> values) {
    List<T> listed = copy(values, "values of " + column);
    check(
        !listed.isEmpty() && listed.size() <= MAX_VALUES,
        "Invalid values of %s: %s (must be 1 to %s)",
        column,
        listed.size(),
        MAX_VALUES);
    return listed;
  }
}
