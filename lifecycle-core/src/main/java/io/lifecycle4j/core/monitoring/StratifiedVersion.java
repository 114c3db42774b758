package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.RowStratum;
import io.lifecycle4j.core.monitoring.strata.Strata;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Counts the rows of a dataset version as the reference of a monitor: all, and by strata. */
final class StratifiedVersion {
  private final Rows rows;
  private final Statistics statistics;
  private final @Nullable Strata strata;
  private final @Nullable Duration dependence;

  /**
   * Begins.
   *
   * @param statistics what is counted of each row
   * @param strata null if there are none
   * @param dependence rows within this time depend on each other; null if they do not
   */
  StratifiedVersion(
      Rows rows, Statistics statistics, @Nullable Strata strata, @Nullable Duration dependence) {
    this.rows = rows;
    this.statistics = statistics;
    this.strata = strata;
    this.dependence = dependence;
  }

  /**
   * Counts rows in the cells of a profile. Rows without the time of a season are in no stratum.
   *
   * @param chosen which rows, by their positions
   */
  WatchedReference count(Profile cells, LongPredicate chosen) {
    Profiler all = new Profiler(statistics, cells).sampling(rows.schema());
    StratumCounts counts = strata == null ? null : new StratumCounts(strata, rows.schema(), cells);
    TimeBlocks blocks = blocks(cells);
    long[] position = {0};
    rows.forEach(
        row -> {
          if (chosen.test(position[0]++)) {
            all.add(row);
            int season = counts == null ? 0 : counts.add(statistics, row);
            if (blocks != null && season >= 0) {
              blocks.at(row.number(time(rows.schema())), season);
              statistics.observe(row, blocks);
            }
          }
        });
    Profile profile = blocks == null ? all.profile() : blocks.with(all.profile());
    return counts == null ? WatchedReference.of(profile) : counts.reference(profile);
  }

  private @Nullable TimeBlocks blocks(Profile cells) {
    if (dependence == null) {
      return null;
    }
    int time = time(rows.schema());
    double[] span = {Double.NaN, Double.NaN};
    rows.forEach(
        row -> {
          double at = row.number(time);
          span[0] = Double.isNaN(span[0]) || at < span[0] ? at : span[0];
          span[1] = Double.isNaN(span[1]) || at > span[1] ? at : span[1];
        });
    int seasons = strata == null ? 1 : strata.seasons();
    return new TimeBlocks(cells, dependence, span[0], span[1], seasons);
  }

  private static int time(Schema schema) {
    for (int i = 0; i < schema.columns().size(); i++) {
      Column column = schema.column(i);
      if (column.role() == ColumnRole.TIME && column.type() == DataType.TIMESTAMP) {
        return i;
      }
    }
    throw new InvalidValueException(
        "Invalid columns: " + schema.names() + " (need one of type TIMESTAMP and role TIME)");
  }

  /** Counts the rows of strata in the same cells. */
  private static final class StratumCounts implements Statistics.Sink {
    private final Strata strata;
    private final RowStratum places;
    private final WindowRecorder[] recorders;
    private final WindowRecorder[] seasons;
    private final double[] numbers;
    private final @Nullable String[] texts;

    StratumCounts(Strata strata, Schema columns, Profile cells) {
      this.strata = strata;
      places = new RowStratum(strata, columns);
      WindowRecorder first = new WindowRecorder(cells);
      recorders = recorders(first, strata.size());
      seasons = recorders(first, strata.seasons());
      numbers = new double[cells.columns().size()];
      texts = new @Nullable String[numbers.length];
    }

    private static WindowRecorder[] recorders(WindowRecorder first, int count) {
      WindowRecorder[] all = new WindowRecorder[count];
      for (int i = 0; i < count; i++) {
        all[i] = first.another();
      }
      return all;
    }

    /** Adds a row, and returns its season; -1 if its time is missing. */
    int add(Statistics statistics, Row row) {
      if (!places.hasTime(row)) {
        return -1;
      }
      int stratum = places.of(row, 0);
      int season = stratum % strata.seasons();
      statistics.observe(row, this);
      recorders[stratum].record(numbers, texts);
      seasons[season].record(numbers, texts);
      return season;
    }

    @Override
    public void number(int statistic, double value) {
      numbers[statistic] = value;
    }

    @Override
    public void text(int statistic, String value) {
      texts[statistic] = value;
    }

    WatchedReference reference(Profile all) {
      return WatchedReference.of(all, strata, profiles(recorders), profiles(seasons));
    }

    private static List<Profile> profiles(WindowRecorder[] recorders) {
      List<Profile> profiles = new ArrayList<>();
      for (WindowRecorder recorder : recorders) {
        profiles.add(recorder.profile());
      }
      return profiles;
    }
  }
}
