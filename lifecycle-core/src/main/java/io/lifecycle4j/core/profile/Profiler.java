package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Summarises rows that come one by one.
 *
 * <p>Not thread-safe. Memory is bounded whatever the number of rows. Counts and moments are exact.
 * Histograms count a uniform sample of at most {@value #SAMPLE} values of a column, which is all of
 * them up to that number; their edges are the distinct quantiles of the sample for 20 bins, and a
 * value that fills more than one quantile has a bin of its own. The same rows in the same order
 * give the same profile.
 */
public final class Profiler {
  /** How many values of a column are kept for its histogram. */
  public static final int SAMPLE = 10_000;

  /** The longest text that is told apart; a longer one counts as {@link ColumnProfile#OTHER}. */
  public static final int MAX_TEXT = 200;

  /** Chooses the sample. Part of the format: another seed gives other profiles. */
  static final long SEED = 20_260_101;

  private final Statistics statistics;
  private final ColumnSummary[] summaries;
  private final Statistics.Sink sink = new Collector();
  private long rows;

  /**
   * Creates a profiler of all columns.
   *
   * @param schema the columns that rows have
   */
  public Profiler(Schema schema) {
    this(Statistics.of(schema));
  }

  /**
   * Creates a profiler of some columns.
   *
   * @param statistics what to summarise of each row; not shared with another thread
   */
  public Profiler(Statistics statistics) {
    this.statistics = statistics;
    this.summaries = new ColumnSummary[statistics.names().size()];
    for (int i = 0; i < summaries.length; i++) {
      summaries[i] = new ColumnSummary();
    }
  }

  /**
   * Adds a row.
   *
   * @param row the row; not kept
   */
  public void add(Row row) {
    rows++;
    statistics.observe(row, sink);
  }

  /**
   * Returns the summary of the rows so far.
   *
   * @return a column for each statistic, in order
   */
  public Profile profile() {
    List<ColumnProfile> columns = new ArrayList<>();
    for (int i = 0; i < summaries.length; i++) {
      columns.add(summaries[i].profile(statistics.names().get(i)));
    }
    return new Profile(rows, columns);
  }

  private final class Collector implements Statistics.Sink {
    @Override
    public void number(int statistic, double value) {
      summaries[statistic].add(value);
    }

    @Override
    public void text(int statistic, String value) {
      summaries[statistic].add(value);
    }
  }
}
