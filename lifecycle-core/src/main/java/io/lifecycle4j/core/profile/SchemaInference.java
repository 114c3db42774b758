package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.NumberCounts;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Proposes a schema from rows, for a person to review.
 *
 * <p>It proposes no more than the values show:
 *
 * <ul>
 *   <li>A column is nullable only if a value is missing.
 *   <li>Texts become numbers, booleans or times only if all of them are; a text such as {@code 007}
 *       is a text, and 0 and 1 are numbers. Numbers become whole numbers only if all are whole.
 *   <li>Texts with a whole number beyond 2^53 stay texts: as numbers, distinct ids would be equal.
 *   <li>Texts become categories, with all seen texts, only if there are at most {@value
 *       #MAX_CATEGORIES} distinct ones in at least {@value #MIN_ROWS} rows, each in {@value
 *       #MIN_EACH} on average.
 *   <li>If not every value is known, a column keeps the type it was read as.
 *   <li>Roles, units and privacy stay as they were read: values do not show them. Categories of a
 *       private column are not listed.
 * </ul>
 *
 * <p>Not thread-safe. Memory does not grow with the rows.
 */
public final class SchemaInference {
  /** The fewest values for categories. */
  public static final int MIN_ROWS = 1_000;

  /** The most distinct texts for categories. */
  public static final int MAX_CATEGORIES = 50;

  /** The fewest rows of a category, on average. */
  public static final int MIN_EACH = 20;

  private final Schema read;
  private final TypeInference[] forms;

  /**
   * Infers from rows with these columns.
   *
   * @param read the columns, and the types they are read as: texts if nothing is known
   */
  public SchemaInference(Schema read, char point) {
    this.read = required(read, "schema");
    this.forms = new TypeInference[read.columns().size()];
    for (int i = 0; i < forms.length; i++) {
      forms[i] = new TypeInference(point);
    }
  }

  /**
   * Adds a row, which is not kept.
   *
   * @param place supplies the place of the row, to report an odd value
   */
  public void add(Row row, Supplier<String> place) {
    for (int i = 0; i < forms.length; i++) {
      DataType type = read.columns().get(i).type();
      if (type.isText()) {
        forms[i].add(row.text(i), place);
      } else if (type == DataType.FLOAT64) {
        forms[i].add(row.number(i));
      }
    }
  }

  /**
   * Returns why a column stays text although nearly all values have another type: a sentence with
   * the first odd texts and their places. Empty if there are none or many.
   */
  public Optional<String> spoilt(int column) {
    return forms[column].spoilt();
  }

  /**
   * Proposes a schema from the rows seen, with the columns of the profile in the same order.
   *
   * @param profile the profile of the same rows
   */
  public Schema schema(Profile profile) {
    required(profile, "profile");
    Schema.Builder schema = Schema.builder();
    for (int i = 0; i < forms.length; i++) {
      Column column = read.columns().get(i);
      schema.column(
          column.type() == DataType.TENSOR ? column : proposed(column, forms[i], profile));
    }
    return schema.build();
  }

  private static Column proposed(Column column, TypeInference seen, Profile profile) {
    ColumnProfile summary =
        required(profile.find(column.name()).orElse(null), "profile of column " + column.name());
    ColumnBuilder proposed = column.toBuilder();
    if (missing(summary) > 0 != column.isNullable()) {
      proposed = missing(summary) > 0 ? proposed.nullable() : proposed.notNullable();
    }
    DataType type = seen.narrowest(column.type());
    if (type != column.type()) {
      return typed(proposed, column, type).build();
    }
    if (isComplete(column, summary) && repeats(summary) && column.categories().isEmpty()) {
      proposed = typed(proposed, column, DataType.CATEGORICAL);
      if (!column.isPrivate()) {
        proposed = proposed.categories(summary.categories().keySet().stream().sorted().toList());
      }
    }
    return proposed.build();
  }

  private static ColumnBuilder typed(ColumnBuilder proposed, Column column, DataType type) {
    ColumnBuilder typed = proposed.type(type);
    return column.categories().isEmpty() ? typed : typed.categories(List.of());
  }

  /** A profile counts an infinite number as missing, but it is a value. */
  private static long missing(ColumnProfile summary) {
    return summary.numbers().map(NumberCounts::nan).orElse(summary.missing());
  }

  /** Returns whether the profile lists every text. */
  private static boolean isComplete(Column column, ColumnProfile summary) {
    return column.type().isText()
        && summary.categories().keySet().stream()
            .allMatch(key -> column.isPrivate() ? TextKey.isPrivate(key) : !TextKey.isReserved(key))
        && summary.lengths().stream().allMatch(lengths -> lengths.max() <= Profiler.MAX_TEXT)
        && known(summary) == summary.count() - summary.missing();
  }

  private static boolean repeats(ColumnProfile summary) {
    int different = summary.categories().size();
    return different > 0 && different <= MAX_CATEGORIES && known(summary) >= neededRows(different);
  }

  /** Returns the fewest values with which this many distinct texts become categories. */
  public static long neededRows(long different) {
    return Math.max(MIN_ROWS, different * MIN_EACH);
  }

  private static long known(ColumnProfile summary) {
    return summary.categories().values().stream().mapToLong(Long::longValue).sum();
  }
}
