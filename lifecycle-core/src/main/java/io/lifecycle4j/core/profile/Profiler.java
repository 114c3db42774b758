package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Profiles rows one by one, or columns in blocks.
 *
 * <p>Not thread-safe. Memory is bounded whatever the number of rows: at most 128 KiB for a column
 * of numbers, and 2,048 texts with 20 KiB for a column of texts. In one pass:
 *
 * <ul>
 *   <li>counts, range, mean, spread and shape are exact, except for rounding;
 *   <li>quantiles, and histograms whose edges are the distinct quantiles for 20 bins, are exact up
 *       to {@value #EXACT} values of a column; beyond, a share of the rows is off by at most 0.32
 *       %, with a confidence of 99 %. A value that fills more than one bin has its own. Up to 32
 *       distinct values have a bin each, and are counted exactly whatever the number of rows;
 *   <li>the number of distinct values is exact up to 1,024; beyond, its standard error is 1.6 %;
 *   <li>the count of each text is exact while there are at most 2,048 texts; beyond, the count of a
 *       frequent text may be too low by 1 / 2,048 of all rows. A profile keeps the most frequent,
 *       up to {@value Profile#MAX_CHARACTERS} characters in all columns;
 *   <li>if asked for, a {@link RowSample} of a tensor is in the profile of its mean.
 * </ul>
 *
 * <p>The same rows in the same order have the same profile.
 */
public final class Profiler {
  /** The most values of a column for exact quantiles and histograms. */
  public static final int EXACT = QuantileSketch.EXACT;

  /** The most distinct texts of a column for exact counts. */
  public static final int TEXTS = FrequentTexts.CAPACITY;

  /** The longest text that is its own key in a profile; a longer one is shortened and hashed. */
  public static final int MAX_TEXT = 200;

  /** The seed of the sketches. Part of the format: another seed changes profiles. */
  static final long SEED = 20_260_101;

  private final Statistics statistics;
  private final ColumnSummary[] summaries;
  private final boolean[] sampled;
  private final Statistics.Sink sink = new Collector();

  /** Creates a profiler of all columns. */
  public Profiler(Schema schema) {
    this(Statistics.of(schema));
  }

  /**
   * Creates a profiler of some columns.
   *
   * @param statistics the values to summarise of each row; not shared with another thread
   */
  public Profiler(Statistics statistics) {
    this(statistics, null);
  }

  /**
   * Creates a profiler that counts values in the bins, and by the texts, of another profile.
   *
   * @param statistics the values to summarise of each row; not shared with another thread
   * @param cells a profile of the same statistics; null for bins and texts of the rows themselves
   */
  public Profiler(Statistics statistics, @Nullable Profile cells) {
    this.statistics = statistics;
    this.summaries = new ColumnSummary[statistics.names().size()];
    this.sampled = new boolean[summaries.length];
    for (int i = 0; i < summaries.length; i++) {
      boolean isPrivate = statistics.isPrivate(i);
      GivenCells given = cells == null ? null : new GivenCells(cells.columns().get(i), isPrivate);
      summaries[i] =
          statistics.isText(i) ? new TextSummary(isPrivate, given) : new NumberSummary(given);
    }
  }

  /**
   * Samples tensors as well, as a drift reference needs it.
   *
   * @param columns those of its tensors that are not private are sampled
   * @return this profiler
   */
  public Profiler sampling(Schema columns) {
    for (Column column : columns.columns()) {
      int mean = statistics.names().indexOf(column.name() + Statistics.MEAN);
      if (column.type() == DataType.TENSOR && !column.isPrivate() && mean >= 0) {
        sampled[mean] = true;
      }
    }
    return this;
  }

  /** Adds a row, which is not kept. */
  public void add(Row row) {
    statistics.observe(row, sink);
  }

  /**
   * Adds numbers of a column. All columns must have the same number of values when {@link #profile}
   * is called.
   *
   * @param statistic the place of the statistic, from 0
   * @param values NaN and infinities mean missing
   * @param to exclusive
   */
  public void add(int statistic, double[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    numbers(statistic).add(values, from, to);
  }

  /**
   * Adds texts of a column. All columns must have the same number of values when {@link #profile}
   * is called.
   *
   * @param statistic the place of the statistic, from 0
   * @param texts empty means missing
   */
  public void add(int statistic, List<String> texts) {
    TextSummary summary = texts(statistic);
    texts.forEach(summary::add);
  }

  /**
   * Returns the profile, with a column for each statistic, in order. No rows may follow.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if columns have different numbers of values
   */
  public Profile profile() {
    long rows = summaries[0].count();
    long room = room();
    List<ColumnProfile> columns = new ArrayList<>();
    for (int i = 0; i < summaries.length; i++) {
      String name = statistics.names().get(i);
      check(
          summaries[i].count() == rows,
          "Cannot profile: column %s has %s values (must be %s, as column %s)",
          name,
          summaries[i].count(),
          rows,
          statistics.names().get(0));
      columns.add(summaries[i].profile(name, room));
    }
    return new Profile(rows, columns);
  }

  /**
   * Returns the room of each column for categories; columns that need less leave more to the
   * others.
   */
  private long room() {
    long[] sizes = Arrays.stream(summaries).mapToLong(ColumnSummary::categoriesSize).toArray();
    Arrays.sort(sizes);
    long left = Profile.MAX_CHARACTERS;
    for (int i = 0; i < sizes.length; i++) {
      long share = left / (sizes.length - i);
      if (sizes[i] > share) {
        return share;
      }
      left -= sizes[i];
    }
    return Long.MAX_VALUE;
  }

  private NumberSummary numbers(int statistic) {
    return (NumberSummary) summaries[statistic];
  }

  private TextSummary texts(int statistic) {
    return (TextSummary) summaries[statistic];
  }

  private final class Collector implements Statistics.Sink {
    @Override
    public void number(int statistic, double value) {
      numbers(statistic).add(value);
    }

    @Override
    public void text(int statistic, String value) {
      texts(statistic).add(value);
    }

    @Override
    public void tensor(int statistic, float[] numbers, int length) {
      if (sampled[statistic]) {
        numbers(statistic).sample(numbers, length);
      }
    }
  }

  /** Collects the profile of one column. Not thread-safe. */
  sealed interface ColumnSummary permits NumberSummary, TextSummary {
    /** Counts the rows, missing ones included. */
    long count();

    /** Returns the size of as many categories as a profile may have, in characters. */
    long categoriesSize();

    /** Returns the profile, with the categories that fit into {@code room}; no rows may follow. */
    ColumnProfile profile(String name, long room);
  }
}
