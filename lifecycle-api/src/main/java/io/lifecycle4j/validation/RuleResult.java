package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.error.Preconditions.required;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * The result of one rule.
 *
 * @param rule the rule
 * @param passed whether it holds
 * @param observed the measured value: the statistic, the number of rows, or the share of rows that
 *     passed; NaN if there was nothing to measure, or if it would reveal a value of a private
 *     column
 * @param checked how many rows were checked
 * @param failures how many of them broke the rule
 * @param first the places of the first failures, at most {@value #MAX_PLACES}
 * @param note a note, for instance that an estimate was used; may be empty
 */
public record RuleResult(
    Rule rule,
    boolean passed,
    double observed,
    long checked,
    long failures,
    List<FailurePlace> first,
    String note) {
  /** The most places of failures in a result. */
  public static final int MAX_PLACES = 20;

  /** Significant digits in texts; more are used if rounding would move a number across a bound. */
  private static final int DIGITS = 6;

  private static final int ALL_DIGITS = 17;

  /** Checks the parts. */
  public RuleResult {
    required(rule, "rule");
    check(
        failures >= 0 && failures <= checked,
        "Invalid result of %s: %s failures in %s rows (must not be more)",
        rule.id(),
        failures,
        checked);
    first = copy(first, "places of failures");
    check(
        first.size() <= MAX_PLACES,
        "Invalid result of %s: %s places (must be at most %s)",
        rule.id(),
        first.size(),
        MAX_PLACES);
    required(note, "note");
  }

  /**
   * Returns how many rows broke the rule.
   *
   * @return a share of the checked rows, 0 to 1; 0 if none was checked
   */
  public double share() {
    return checked == 0 ? 0 : (double) failures / checked;
  }

  /**
   * Returns the measured value as readable text; for a check of rows, the share that passed.
   *
   * @return the text, such as {@code 50.9488} or {@code 98.5 %}; empty if {@link #observed} is NaN
   */
  public String shown() {
    if (Double.isNaN(observed)) {
      return "";
    }
    if (checked > 0) {
      return Sentence.percent(observed);
    }
    Bounds bounds = rule.check() instanceof TableCheck.Measured measured ? measured.bounds() : null;
    for (int digits = DIGITS; digits < ALL_DIGITS; digits += 3) {
      double rounded = rounded(observed, digits);
      if (bounds == null || bounds.contain(rounded) == bounds.contain(observed)) {
        return number(rounded);
      }
    }
    return number(observed); // Rounded, it would seem to hold.
  }

  private static double rounded(double value, int digits) {
    return value == Math.rint(value) || !Double.isFinite(value)
        ? value
        : new BigDecimal(value).round(new MathContext(digits)).doubleValue();
  }

  /** Returns the rule and its result as a sentence. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(rule.sentence());
    if (failures > 0) {
      text.append(": violated in ").append(failures).append(" of ").append(counted(checked, "row"));
    } else if (!Double.isNaN(observed) && checked == 0) {
      text.append(": it is ").append(shown());
    }
    return note.isEmpty() ? text.toString() : text + " (" + note + ")";
  }

  /**
   * Where a rule was broken, and by which value.
   *
   * @param file the file; empty if unknown
   * @param line the line in the file, from 1; 0 if unknown
   * @param row the number of the row among those checked, from 1
   * @param column the columns, joined by commas; empty for the whole row
   * @param value the value; {@value #PRIVATE} in a private column
   */
  public record FailurePlace(String file, long line, long row, String column, String value) {
    /** Stands for the value of a private column. */
    public static final String PRIVATE = "(private)";

    /** The longest file, column or value, in characters; longer ones are cut. */
    public static final int MAX_TEXT = 100;

    /** Checks the parts. */
    public FailurePlace {
      file = cut(required(file, "file"));
      check(line >= 0, "Invalid line: %s (must not be negative)", line);
      check(row >= 1, "Invalid row: %s (must be at least 1)", row);
      column = cut(required(column, "column"));
      value = cut(required(value, "value"));
    }

    /** Truncates a text without splitting a surrogate pair. */
    private static String cut(String text) {
      if (text.length() <= MAX_TEXT) {
        return text;
      }
      int end = MAX_TEXT - 1;
      return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
          + "…";
    }
  }
}
