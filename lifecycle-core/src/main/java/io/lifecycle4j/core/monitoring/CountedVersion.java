package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.monitoring.strata.Strata;
import io.lifecycle4j.core.profile.FreeTexts;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.profile.TextKey;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
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

  /** Rows of a reference that choose the cells: one in five, and not more than this many. */
  private static final int CELLS = 20_000;

  private static final double FIFTH = 0.2;
  private static final long CELLS_SEED = 20_260_101;

  private final Rows rows;
  private final long size;
  private final Statistics statistics;

  /**
   * Begins.
   *
   * @param columns the columns to count, all of which the version has
   */
  CountedVersion(DatasetVersion version, Schema columns) {
    this(version, columns, FreeTexts.NONE);
  }

  /** Begins, to count statistics of free texts as well. */
  CountedVersion(DatasetVersion version, Schema columns, FreeTexts texts) {
    rows = version.rows();
    size = version.summary().rows();
    statistics = Statistics.of(columns, rows.schema(), texts);
  }

  /**
   * Returns which rows of a reference choose the cells, by their positions; the others are counted.
   */
  LongPredicate choosing() {
    double share = Math.min(FIFTH, (double) CELLS / Math.max(1, size));
    return at -> SplitMix64.isIn(share, CELLS_SEED, at);
  }

  /** Returns the profile of the rows that are chosen by their positions. */
  Profile profile(LongPredicate chosen) {
    Profiler profiler = new Profiler(statistics);
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
   * Returns the way to count them as the reference of a monitor.
   *
   * @param strata null if there are none
   * @param dependence rows within this time depend on each other; null if they do not
   */
  StratifiedVersion stratified(@Nullable Strata strata, @Nullable Duration dependence) {
    return new StratifiedVersion(rows, statistics, strata, dependence);
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
