package io.lifecycle4j.core.monitoring.calibration;

import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a column: its bins, or its texts with the other ones, and missing values as the last
 * one. A row of a cell has a value of it: a text, or a number that is drawn uniformly. Immutable.
 */
final class ColumnCells {
  private final ColumnProfile reference;

  /** The bins; null if the column has texts. */
  private final @Nullable Bins bins;

  private final List<String> texts;

  private ColumnCells(ColumnProfile reference, @Nullable Bins bins, List<String> texts) {
    this.reference = reference;
    this.bins = bins;
    this.texts = texts;
  }

  /**
   * Returns the cells of a column; empty if it has none, such as one that is always missing.
   *
   * @param window has values that may be beyond those of the reference
   */
  static Optional<ColumnCells> of(ColumnProfile reference, ColumnProfile window) {
    Optional<Histogram> histogram = reference.histogram();
    if (histogram.isPresent()) {
      return Optional.of(
          new ColumnCells(reference, Bins.of(reference, window, histogram.get()), List.of()));
    }
    if (reference.categories().isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>(reference.categories().keySet());
    texts.remove(ColumnProfile.OTHER);
    texts.add(ColumnProfile.OTHER);
    return Optional.of(new ColumnCells(reference, null, texts));
  }

  int size() {
    return 1 + (bins == null ? texts.size() : bins.size());
  }

  /** Counts the rows of a column in each cell. */
  long[] counts(ColumnProfile column) {
    long[] counts = new long[size()];
    int last = counts.length - 1;
    counts[last] = column.missing();
    if (bins == null) {
      long others = column.count() - column.missing();
      for (int i = 0; i < last - 1; i++) {
        counts[i] = column.categories().getOrDefault(texts.get(i), 0L);
        others -= counts[i];
      }
      counts[last - 1] = Math.max(0, others);
    } else if (column.histogram().isPresent()) {
      List<Long> rows = column.histogram().get().counts();
      long counted = 0;
      for (int i = 0; i < last; i++) {
        counts[i] = rows.get(i);
        counted += counts[i];
      }
      counts[last] = missing(column, counted);
    }
    return counts;
  }

  /** The histogram of a large reference may count some of its values only. */
  private static long missing(ColumnProfile column, long counted) {
    long present = column.count() - column.missing();
    return present == 0 || counted == present
        ? column.missing()
        : Math.round((double) column.missing() * counted / present);
  }

  /** Makes a column of the reference that has so many rows in each cell. */
  ColumnProfile column(long[] counts, SplittableRandom random) {
    int last = counts.length - 1;
    long rows = 0;
    for (long each : counts) {
      rows += each;
    }
    ColumnProfileBuilder column = ColumnProfile.builder(reference.name(), rows, counts[last]);
    if (reference.designEffect() > 1) {
      column.designEffect(reference.designEffect());
    }
    if (bins == null) {
      return column.categories(categories(counts)).build();
    }
    return column
        .moments(bins.moments(counts, random))
        .histogram(bins.histogram(counts))
        .quantiles(bins.quantiles(counts))
        .build();
  }

  private Map<String, Long> categories(long[] counts) {
    Map<String, Long> categories = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      if (counts[i] > 0 || reference.categories().containsKey(texts.get(i))) {
        categories.put(texts.get(i), counts[i]);
      }
    }
    return Collections.unmodifiableMap(categories);
  }

  /** Draws the values of so many rows of each cell, and records them as the only column. */
  void draw(long[] counts, SplittableRandom random, DriftRecorder recorder) {
    int last = counts.length - 1;
    for (int cell = 0; cell < last; cell++) {
      for (long row = 0; row < counts[cell]; row++) {
        if (bins == null) {
          recorder.record(0, texts.get(cell));
        } else {
          recorder.record(0, bins.draw(cell, random));
        }
      }
    }
    for (long row = 0; row < counts[last]; row++) {
      if (bins == null) {
        recorder.record(0, "");
      } else {
        recorder.record(0, Double.NaN);
      }
    }
  }
}
