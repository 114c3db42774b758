package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.statistics.DesignEffect;
import io.lifecycle4j.core.profile.BinIndex;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.profile.TextKey;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts rows in the cells of each column, block by block of time, to find how much they depend on
 * each other. Rows without a time are one block. What is the same in each season is no dependence.
 * Not thread-safe.
 */
final class TimeBlocks implements Statistics.Sink {
  /** More blocks are joined: longer ones are as independent, and memory stays bounded. */
  private static final int MOST = 400;

  private final List<Cells> columns = new ArrayList<>();
  private final double from;
  private final double length;
  private final long[][] rows;
  private int block;
  private int season;

  /**
   * Begins.
   *
   * @param cells the cells of each statistic
   * @param from the first time, in milliseconds; NaN if there is none
   * @param to the last time
   * @param seasons how many there are
   */
  TimeBlocks(Profile cells, Duration dependence, double from, double to, int seasons) {
    this.from = from;
    this.length = Math.max((double) dependence.toMillis(), (to - from + 1) / MOST);
    int blocks = Double.isNaN(from) ? 2 : 2 + (int) ((to - from) / length);
    rows = new long[blocks][seasons];
    cells.columns().forEach(column -> columns.add(new Cells(column, blocks, seasons)));
  }

  /** The rows of each cell of one column in each block. */
  private static final class Cells {
    private final Map<String, Integer> texts = new HashMap<>();
    private final BinIndex bins;
    private final int others;
    private final long[][] counts;
    private final long[][] ofSeasons;

    Cells(ColumnProfile column, int blocks, int seasons) {
      column.categories().keySet().stream()
          .filter(text -> !text.equals(ColumnProfile.OTHER))
          .forEach(text -> texts.put(text, texts.size()));
      ReferenceBins numbers =
          ReferenceBins.of(
              column.histogram().orElseGet(() -> new Histogram(List.of(), List.of(0L))));
      bins = numbers.index();
      others = Math.max(texts.size(), numbers.size());
      counts = new long[blocks][others + 2];
      ofSeasons = new long[seasons][others + 2];
    }

    private void add(int block, int season, int cell) {
      counts[block][cell]++;
      ofSeasons[season][cell]++;
    }

    void text(int block, int season, String text) {
      Integer known = texts.get(TextKey.of(text));
      int place = known == null ? texts.getOrDefault(TextKey.ofPrivate(text), others) : known;
      add(block, season, text.isEmpty() ? others + 1 : place);
    }

    void number(int block, int season, double value) {
      add(block, season, Double.isFinite(value) ? bins.bin(value) : others + 1);
    }
  }

  /** Lets the next row belong to a time and a season. */
  void at(double time, int ofSeason) {
    block = Double.isNaN(time) ? 0 : 1 + (int) ((time - from) / length);
    season = ofSeason;
    rows[block][season]++;
  }

  @Override
  public void number(int statistic, double value) {
    columns.get(statistic).number(block, season, value);
  }

  @Override
  public void text(int statistic, String value) {
    columns.get(statistic).text(block, season, value);
  }

  /** Returns a profile of the rows, whose columns also have their design effects. */
  Profile with(Profile profile) {
    List<ColumnProfile> result = new ArrayList<>();
    for (int i = 0; i < profile.columns().size(); i++) {
      ColumnProfile column = profile.columns().get(i);
      Moments moments = column.moments().orElse(null);
      result.add(
          ColumnProfile.builder(column.name(), column.count(), column.missing())
              .moments(moments)
              .histogram(column.histogram().orElse(null))
              .categories(column.categories())
              .designEffect(effect(columns.get(i)))
              .build());
    }
    return new Profile(profile.rows(), result);
  }

  private double effect(Cells column) {
    return rows[0].length == 1
        ? DesignEffect.of(column.counts)
        : DesignEffect.withinSeasons(column.counts, rows, column.ofSeasons);
  }
}
