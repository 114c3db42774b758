package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Rules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Proposes rules from a profile, for a person to review. Rules that the schema implies, such as
 * those of columns that are not nullable, are not repeated.
 */
public final class Suggestions {
  /** The fewest rows that rules are proposed from. */
  public static final int MIN_ROWS = 100;

  /** Whole numbers with at least this distinct share of the rows are a counter. */
  private static final double COUNTS_UP = 0.95;

  /** A column with at least this many distinct values is broken when it has only one. */
  private static final int VARIED = 10;

  /**
   * Distinct whole numbers are a key if their range is at most this many times their count, or by
   * name.
   */
  private static final int CLOSE = 2;

  private static final Pattern KEY_NAME =
      Pattern.compile("((?i:.*[^a-z])?(?i:id|key|uuid|guid))|.*[a-z](Id|ID|Key)");

  private final Set<String> keys;
  private final Map<Rule, String> rules = new LinkedHashMap<>();

  private Suggestions(Set<String> keys) {
    this.keys = keys;
  }

  /**
   * Proposes rules.
   *
   * @param keys the columns whose values are all distinct, as {@link KeySearch} finds them
   * @return the reason of each rule, in the order of the columns; empty if there are too few rows
   */
  public static Map<Rule, String> of(Schema schema, Profile profile, Set<String> keys) {
    Suggestions suggestions = new Suggestions(required(keys, "keys"));
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
    if (keys.contains(column.name()) && isKey(column, summary)) {
      rules.put(
          Rules.column(column.name()).unique(), "all " + summary.count() + " values are different");
      return;
    }
    addVariety(column, summary);
    Moments moments = summary.moments().orElse(null);
    if (moments != null && hasRange(column, summary)) {
      addRange(column, moments);
    }
  }

  /** Measurements may be distinct by chance; the values of a key are close together. */
  private static boolean isKey(Column column, ColumnProfile summary) {
    Moments seen = summary.moments().orElse(null);
    return column.type() != DataType.INT64
        || KEY_NAME.matcher(column.name()).matches()
        || (seen != null && seen.max() - seen.min() < (double) CLOSE * summary.count());
  }

  private void addVariety(Column column, ColumnProfile summary) {
    Distinct distinct = summary.distinct().orElse(null);
    if (distinct != null
        && distinct.count() >= VARIED
        && summary.count() - summary.missing() >= MIN_ROWS) {
      rules.put(
          Rules.column(column.name()).cardinality().atLeast(2),
          (distinct.exact() ? "" : "about ")
              + Math.min(distinct.count(), summary.count() - summary.missing())
              + " different values; a column with one alone would be broken");
    }
  }

  private static boolean hasRange(Column column, ColumnProfile summary) {
    boolean number = column.type() == DataType.FLOAT64 || column.type() == DataType.INT64;
    return number
        && !column.isPrivate()
        && summary.count() - summary.missing() >= MIN_ROWS
        && !countsUp(column, summary);
  }

  /**
   * Whole numbers that are nearly all distinct are an id or a counter, which grows beyond any
   * range.
   */
  private static boolean countsUp(Column column, ColumnProfile summary) {
    return column.type() == DataType.INT64
        && summary
            .distinct()
            .filter(all -> all.count() >= COUNTS_UP * (summary.count() - summary.missing()))
            .isPresent();
  }

  private void addRange(Column column, Moments seen) {
    double slack = (seen.max() - seen.min()) / 2;
    if (!(slack > 0) || !Double.isFinite(slack)) {
      return; // a single value suggests no range
    }
    boolean whole = column.type() == DataType.INT64;
    if (whole && isFlag(seen)) {
      rules.put(Rules.column(column.name()).in(0, 1), "only 0 and 1 were seen");
      return;
    }
    int digits = whole ? Math.min(0, places(slack)) : places(slack);
    double least = rounded(seen.min() - slack, digits, RoundingMode.FLOOR);
    double most = rounded(seen.max() + slack, digits, RoundingMode.CEILING);
    boolean neverBelow = seen.min() >= 0 && least < 0;
    boolean neverAbove = seen.max() <= 0 && most > 0;
    String reason =
        String.format(
            "values from %s to %s were seen; half of that range more on each side",
            number(seen.min()), number(seen.max()));
    rules.put(
        Rules.column(column.name()).between(neverBelow ? 0 : least, neverAbove ? 0 : most),
        reason + unseen(neverBelow, neverAbove));
  }

  private static boolean isFlag(Moments seen) {
    return seen.min() == 0 && seen.max() == 1;
  }

  private static String unseen(boolean below, boolean above) {
    if (!below && !above) {
      return "";
    }
    return ", but nothing " + (below ? "below" : "above") + " 0 since none was seen";
  }

  /**
   * Returns the decimal places that round to two significant digits; negative for hundreds and
   * more.
   */
  private static int places(double slack) {
    return 1 - (int) Math.floor(Math.log10(slack));
  }

  private static double rounded(double value, int places, RoundingMode mode) {
    double rounded = new BigDecimal(value).setScale(places, mode).doubleValue();
    return Double.isFinite(rounded) ? rounded : value;
  }

  /**
   * Finds the columns whose values are all distinct, among the columns whose profile allows it.
   * Exact up to some millions of rows; beyond, only a sample of the values is compared. Not
   * thread-safe.
   */
  public static final class KeySearch {
    /** An estimated distinct count of this share of the rows may mean that all are distinct. */
    private static final double NEARLY_ALL = 0.9;

    /** The most columns examined, since each takes memory. */
    private static final int MOST = 3;

    /** Longer texts, and texts with blanks, are no keys. */
    private static final int LONGEST = 64;

    private final List<Candidate> candidates = new ArrayList<>();

    private record Candidate(Column column, int place, RowHashes keys, KeyTable table) {
      boolean repeats(Row row) {
        long key = keys.of(row);
        if (key == RowHashes.NONE || (column.type().isText() && !isCode(row.text(place)))) {
          return true;
        }
        if (table.looksAt(key) && table.tag(key) != KeyTable.ABSENT) {
          return true;
        }
        table.put(key, 1);
        return false;
      }

      private static boolean isCode(String text) {
        return text.length() <= LONGEST && text.chars().noneMatch(Character::isWhitespace);
      }
    }

    /**
     * Considers whole numbers, times and texts.
     *
     * @param profile the profile of the same rows, whatever types they were read as
     */
    public KeySearch(Schema schema, Profile profile) {
      List<Column> columns = required(schema, "schema").columns();
      required(profile, "profile");
      for (int i = 0; i < columns.size() && candidates.size() < MOST; i++) {
        Column column = columns.get(i);
        if (mayBeKey(column.type()) && mayDiffer(column.name(), profile)) {
          candidates.add(
              new Candidate(
                  column,
                  i,
                  RowHashes.of(schema, List.of(column.name())),
                  new KeyTable(KeyTable.CAPACITY)));
        }
      }
    }

    private static boolean mayBeKey(DataType type) {
      return type == DataType.INT64 || type == DataType.TIMESTAMP || type == DataType.STRING;
    }

    private static boolean mayDiffer(String column, Profile profile) {
      return profile
          .find(column)
          .filter(seen -> seen.missing() == 0)
          .filter(
              seen ->
                  seen.distinct().stream()
                      .anyMatch(all -> all.count() >= NEARLY_ALL * seen.count()))
          .isPresent();
    }

    /** Adds a row, which is not kept. */
    public void add(Row row) {
      candidates.removeIf(candidate -> candidate.repeats(row));
    }

    /** Returns the columns in which no value was repeated or missing, in order. */
    public Set<String> found() {
      Set<String> found = new LinkedHashSet<>();
      candidates.forEach(candidate -> found.add(candidate.column.name()));
      return found;
    }
  }
}
