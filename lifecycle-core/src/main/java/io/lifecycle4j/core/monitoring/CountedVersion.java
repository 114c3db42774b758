package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.profile.TextKey;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a dataset version, and counts those that are chosen. */
final class CountedVersion {
  /** Rows of a version for a classifier. */
  private static final int SAMPLE = 4_000;

  private static final long SEED = 1;

  private final Rows rows;
  private final long size;
  private final Statistics statistics;

  /**
   * Begins.
   *
   * @param columns the columns to count, all of which the version has
   */
  CountedVersion(DatasetVersion version, Schema columns) {
    rows = version.rows();
    size = version.summary().rows();
    statistics = Statistics.of(columns, rows.schema());
  }

  long size() {
    return size;
  }

  /** Returns the profile of the rows that are chosen by their positions. */
  Profile profile(LongPredicate chosen) {
    return profile(chosen, null);
  }

  /** Returns the profile of the chosen rows in the bins, and by the texts, of another profile. */
  Profile profile(LongPredicate chosen, @Nullable Profile cells) {
    Profiler profiler = new Profiler(statistics, cells);
    long[] position = {0};
    rows.forEach(
        row -> {
          if (chosen.test(position[0]++)) {
            profiler.add(row);
          }
        });
    return profiler.profile();
  }

  /**
   * Returns the same, with the design effect of each column.
   *
   * @param dependence rows within this time depend on each other
   */
  Profile profile(LongPredicate chosen, Profile cells, Duration dependence) {
    int time = time(rows.schema());
    double[] span = {Double.NaN, Double.NaN};
    rows.forEach(
        row -> {
          double at = row.number(time);
          span[0] = Double.isNaN(span[0]) || at < span[0] ? at : span[0];
          span[1] = Double.isNaN(span[1]) || at > span[1] ? at : span[1];
        });
    TimeBlocks blocks = new TimeBlocks(cells, dependence, span[0], span[1]);
    long[] position = {0};
    rows.forEach(
        row -> {
          if (chosen.test(position[0]++)) {
            blocks.at(row.number(time));
            statistics.observe(row, blocks);
          }
        });
    return blocks.with(profile(chosen, cells));
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

  /**
   * Counts rows in the cells of a profile.
   *
   * @param counts the profile of the counted rows, with the bins and texts of the cells
   * @param sample some of the rows as numbers: a text is how frequent it is in the cells
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Counts(Profile counts, double[][] sample) {}

  /** Counts the rows that are chosen by their positions. */
  Counts count(Profile cells, LongPredicate chosen) {
    Collector collector = new Collector(cells, Math.min(1, (double) SAMPLE / size));
    long[] position = {0};
    rows.forEach(
        row -> {
          long at = position[0]++;
          if (chosen.test(at)) {
            collector.add(row, at);
          }
        });
    return new Counts(
        new SummaryCodec(cells).read(collector.recorder.snapshot()),
        collector.sample.toArray(double[][]::new));
  }

  private final class Collector implements Statistics.Sink {
    private final DriftRecorder recorder;
    private final double share;
    private final double[] numbers;
    private final @Nullable String[] texts;
    private final List<Map<String, Double>> shares = new ArrayList<>();
    private final List<double[]> sample = new ArrayList<>();

    Collector(Profile cells, double share) {
      this.share = share;
      recorder = new HistogramDriftDetector().recorder(cells);
      numbers = new double[cells.columns().size()];
      texts = new @Nullable String[numbers.length];
      cells.columns().forEach(column -> shares.add(shares(column)));
    }

    private static Map<String, Double> shares(ColumnProfile column) {
      Map<String, Double> shares = new HashMap<>();
      column.categories().forEach((text, rows) -> shares.put(text, (double) rows / column.count()));
      return shares;
    }

    void add(Row row, long position) {
      statistics.observe(row, this);
      recorder.record(numbers, texts);
      if (SplitMix64.isIn(share, SEED, position)) {
        sample.add(asNumbers());
      }
    }

    private double[] asNumbers() {
      double[] all = numbers.clone();
      for (int i = 0; i < all.length; i++) {
        String text = texts[i];
        if (text != null) {
          Map<String, Double> known = shares.get(i);
          Double share = known.get(TextKey.of(text));
          all[i] = share == null ? known.getOrDefault(TextKey.ofPrivate(text), 0.0) : share;
        }
      }
      return all;
    }

    @Override
    public void number(int statistic, double value) {
      numbers[statistic] = value;
    }

    @Override
    public void text(int statistic, String value) {
      texts[statistic] = value;
    }
  }
}
