package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Moments;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Rules;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Proposes rules, from what was seen, for a person to review. What a schema promises is not
 * repeated, but that a missing cell is an error, which the schema takes for a warning.
 */
public final class Suggestions {
  /** With fewer rows nothing is proposed. */
  public static final int MIN_ROWS = 100;

  /** A column of whole numbers with more different ones, as a share of the rows, counts up. */
  private static final double COUNTS_UP = 0.95;

  private final Map<Rule, String> rules = new LinkedHashMap<>();

  private Suggestions() {}

  /**
   * Proposes rules.
   *
   * @param schema the columns of the profiled rows
   * @param profile the profile of all columns
   * @return the reasons by rule, in the order of the columns; none of few rows
   */
  public static Map<Rule, String> of(Schema schema, Profile profile) {
    Suggestions suggestions = new Suggestions();
    if (required(profile, "profile").rows() >= MIN_ROWS) {
      required(schema, "schema")
          .columns()
          .forEach(
              column ->
                  profile
                      .find(column.name())
                      .ifPresent(summary -> suggestions.add(column, summary)));
      suggestions.rules.put(
          Rules.rowCount().atLeast(profile.rows() / 2), "there are " + profile.rows() + " rows");
    }
    return suggestions.rules;
  }

  private void add(Column column, ColumnProfile summary) {
    if (column.type() == DataType.TENSOR) {
      return;
    }
    if (summary.missing() == 0) {
      rules.put(
          Rules.column(column.name()).notNull(), "none of " + summary.count() + " rows lacks it");
    }
    Moments moments = summary.moments();
    if (moments != null && hasRange(column, summary)) {
      addRange(column.name(), moments);
    }
  }

  private static boolean hasRange(Column column, ColumnProfile summary) {
    boolean number = column.type() == DataType.FLOAT64 || column.type() == DataType.INT64;
    return number
        && !column.isPrivate()
        && summary.count() - summary.missing() >= MIN_ROWS
        && !countsUp(column, summary);
  }

  /** Numbers that are nearly all different and whole are an id or a counter, which grows. */
  private static boolean countsUp(Column column, ColumnProfile summary) {
    return column.type() == DataType.INT64
        && summary.distinct() != null
        && summary.distinct().count() >= COUNTS_UP * (summary.count() - summary.missing());
  }

  private void addRange(String column, Moments seen) {
    double slack = (seen.max() - seen.min()) / 2;
    if (!(slack > 0) || !Double.isFinite(slack)) {
      return; // one value tells no range
    }
    double least = seen.min() >= 0 ? 0 : rounded(seen.min() - slack, RoundingMode.FLOOR);
    double most = seen.max() <= 0 ? 0 : rounded(seen.max() + slack, RoundingMode.CEILING);
    String zero = seen.min() >= 0 || seen.max() <= 0 ? ", none beyond 0" : "";
    rules.put(
        Rules.column(column).between(least, most),
        "values from " + seen.min() + " to " + seen.max() + zero + "; half of that on each side");
  }

  /** Two digits are enough for a range that has slack. */
  private static double rounded(double value, RoundingMode mode) {
    double rounded = new BigDecimal(value).round(new MathContext(2, mode)).doubleValue();
    return Double.isFinite(rounded) ? rounded : value;
  }
}
