package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.NumberCounts;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Proposes a schema, from what was seen, for a person to review.
 *
 * <p>It proposes no more than the values say:
 *
 * <ul>
 *   <li>A column may be missing only if it was.
 *   <li>Texts become numbers, truths or times only if every one of them is; a text such as {@code
 *       007} is a text, and 0 and 1 are numbers. Numbers become whole numbers only if every one is.
 *   <li>Texts with a whole number beyond 2^53 stay texts: as numbers, different ids would be one.
 *   <li>Texts become categories, all that were seen, only if there are at most {@value
 *       #MAX_CATEGORIES} in at least {@value #MIN_ROWS} rows, each in {@value #MIN_EACH} on
 *       average.
 *   <li>Where not every value is known, a column stays what it was read as.
 *   <li>Roles, units and privacy stay as they were read: values do not tell them. Categories of a
 *       private column are not listed.
 * </ul>
 *
 * <p>Rows that pass by, {@link #add}, tell the type of every column; a profile alone tells those of
 * texts that it knows one by one. Not thread-safe. Memory does not grow with the rows.
 */
public final class SchemaInference {
  /** With fewer values nothing is a category. */
  public static final int MIN_ROWS = 1_000;

  /** With more different texts nothing is a category. */
  public static final int MAX_CATEGORIES = 50;

  /** How many rows a category has on average. */
  public static final int MIN_EACH = 20;

  private final Schema read;
  private final TypeInference[] forms;

  /**
   * Creates an inference that has seen nothing.
   *
   * @param read the columns that rows have, and how they are read: as texts when nothing is known
   */
  public SchemaInference(Schema read) {
    this(read, '.');
  }

  /**
   * Creates an inference that has seen nothing.
   *
   * @param read the columns that rows have, and how they are read: as texts when nothing is known
   * @param point what stands before the decimals of numbers
   */
  public SchemaInference(Schema read, char point) {
    this.read = required(read, "schema");
    this.forms = new TypeInference[read.columns().size()];
    for (int i = 0; i < forms.length; i++) {
      forms[i] = new TypeInference(point);
    }
  }

  /**
   * Proposes a schema from a profile alone.
   *
   * @param read the columns of the profiled rows, and how they were read
   * @param profile the profile of all columns
   * @return the schema, with the same columns in the same order
   */
  public static Schema of(Schema read, Profile profile) {
    return new SchemaInference(read).schema(profile);
  }

  /**
   * Sees a row.
   *
   * @param row the row, with the columns this was created with; not kept
   * @param place tells where the row is, when it is odd
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
   * Returns why a column of texts stays one though nearly all of them are something else.
   *
   * @param column the place of the column
   * @return a sentence, with the first odd texts and their places; empty if there are none or many
   */
  public Optional<String> spoilt(int column) {
    return forms[column].spoilt();
  }

  /**
   * Proposes a schema from a profile, and the rows seen if there were any.
   *
   * @param profile the profile of all columns; of the same rows, if any were seen
   * @return the schema, with the same columns in the same order
   * @throws io.lifecycle4j.error.InvalidValueException if the profile lacks a column
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
    boolean complete = isComplete(column, summary);
    if (complete && !column.isPrivate()) { // of a private text there is no more than a hash
      summary.categories().keySet().forEach(seen::add);
    }
    ColumnBuilder proposed = column.toBuilder();
    if (missing(summary) > 0 != column.isNullable()) {
      proposed = missing(summary) > 0 ? proposed.nullable() : proposed.notNullable();
    }
    DataType type = seen.narrowest(column.type());
    if (type != column.type()) {
      return typed(proposed, column, type).build();
    }
    if (complete && repeats(summary) && column.categories().isEmpty()) {
      proposed = typed(proposed, column, DataType.CATEGORICAL);
      proposed = column.isPrivate() ? proposed : proposed.categories(texts(summary));
    }
    return proposed.build();
  }

  private static ColumnBuilder typed(ColumnBuilder proposed, Column column, DataType type) {
    ColumnBuilder typed = proposed.type(type);
    return column.categories().isEmpty() ? typed : typed.categories(List.of());
  }

  /** An infinite number counts as missing in a profile, but it is a value. */
  private static long missing(ColumnProfile summary) {
    return summary.numbers().map(NumberCounts::nan).orElse(summary.missing());
  }

  /** Returns whether every text is known one by one. */
  private static boolean isComplete(Column column, ColumnProfile summary) {
    return column.type().isText()
        && summary.categories().keySet().stream()
            .allMatch(key -> column.isPrivate() ? TextKey.isPrivate(key) : !TextKey.isReserved(key))
        && summary.lengths().stream().allMatch(lengths -> lengths.max() <= Profiler.MAX_TEXT)
        && known(summary) == summary.count() - summary.missing();
  }

  private static boolean repeats(ColumnProfile summary) {
    int different = summary.categories().size();
    return different > 0
        && different <= MAX_CATEGORIES
        && known(summary) >= Math.max(MIN_ROWS, (long) different * MIN_EACH);
  }

  private static long known(ColumnProfile summary) {
    return summary.categories().values().stream().mapToLong(Long::longValue).sum();
  }

  private static List<String> texts(ColumnProfile summary) {
    return List.copyOf(new TreeSet<>(summary.categories().keySet()));
  }
}
