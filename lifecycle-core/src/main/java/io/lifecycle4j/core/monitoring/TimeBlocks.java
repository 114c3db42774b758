package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.statistics.DesignEffect;
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
 * each other. Rows without a time are one block. Not thread-safe.
 */
final class TimeBlocks implements Statistics.Sink {
  /** More blocks are joined: longer ones are as independent, and memory stays bounded. */
  private static final int MOST = 400;

  private final List<Cells> columns = new ArrayList<>();
  private final double from;
  private final double length;
  private int block;

  /**
   * Begins.
   *
   * @param cells the cells of each statistic
   * @param from the first time, in milliseconds; NaN if there is none
   * @param to the last time
   */
  TimeBlocks(Profile cells, Duration dependence, double from, double to) {
    this.from = from;
    this.length = Math.max((double) dependence.toMillis(), (to - from + 1) / MOST);
    int blocks = Double.isNaN(from) ? 2 : 2 + (int) ((to - from) / length);
    cells.columns().forEach(column -> columns.add(new Cells(column, blocks)));
  }

  /** The rows of each cell of one column in each block. */
  private static final class Cells {
    private final Map<String, Integer> texts = new HashMap<>();
    private final ReferenceBins bins;
    private final int others;
    private final long[][] counts;

    Cells(ColumnProfile column, int blocks) {
      column.categories().keySet().stream()
          .filter(text -> !text.equals(ColumnProfile.OTHER))
          .forEach(text -> texts.put(text, texts.size()));
      bins =
          ReferenceBins.of(
              column.histogram().orElseGet(() -> new Histogram(List.of(), List.of(0L))));
      others = Math.max(texts.size(), bins.size());
      counts = new long[blocks][others + 2];
    }

    void text(int block, String text) {
      Integer known = texts.get(TextKey.of(text));
      int place = known == null ? texts.getOrDefault(TextKey.ofPrivate(text), others) : known;
      counts[block][text.isEmpty() ? others + 1 : place]++;
    }

    void number(int block, double value) {
      counts[block][Double.isFinite(value) ? bins.bin(value) : others + 1]++;
    }
  }

  /** Lets the next row belong to a time. */
  void at(double time) {
    block = Double.isNaN(time) ? 0 : 1 + (int) ((time - from) / length);
  }

  @Override
  public void number(int statistic, double value) {
    columns.get(statistic).number(block, value);
  }

  @Override
  public void text(int statistic, String value) {
    columns.get(statistic).text(block, value);
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
              .designEffect(DesignEffect.of(columns.get(i).counts))
              .build());
    }
    return new Profile(profile.rows(), result);
  }
}
