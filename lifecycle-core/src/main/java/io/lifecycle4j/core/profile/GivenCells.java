package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values of a column in the bins, or by the texts, of another profile.
 *
 * <p>Bins that are quantiles of the rows themselves fit those rows better than any others, so two
 * samples are compared in cells that were chosen by rows of neither. Not thread-safe.
 */
final class GivenCells {
  private final double[] edges;
  private final BinIndex index;
  private final long[] bins;
  private final Map<String, long[]> texts = new HashMap<>();
  private final boolean isPrivate;
  private long other;

  /**
   * Begins empty.
   *
   * @param cells a profile of the same column
   * @param isPrivate whether texts are known by their hashes only
   */
  GivenCells(ColumnProfile cells, boolean isPrivate) {
    this.isPrivate = isPrivate;
    edges =
        cells.histogram().map(Histogram::edges).orElse(List.of()).stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    index = new BinIndex(edges);
    bins = new long[edges.length + 1];
    cells.categories().keySet().stream()
        .filter(text -> !text.equals(ColumnProfile.OTHER))
        .forEach(text -> texts.put(text, new long[1]));
  }

  /** Counts finite numbers that are not -0. */
  void add(double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      bins[index.bin(values[i])]++;
    }
  }

  void add(String text) {
    long @Nullable [] count = texts.get(isPrivate ? TextKey.ofPrivate(text) : TextKey.of(text));
    if (count == null) {
      other++;
    } else {
      count[0]++;
    }
  }

  Histogram histogram() {
    return new Histogram(
        Arrays.stream(edges).boxed().toList(), Arrays.stream(bins).boxed().toList());
  }

  /** Returns the rows of each text, also of those without any, and of all others. */
  Map<String, Long> categories() {
    Map<String, Long> rows = new TreeMap<>();
    texts.forEach((text, count) -> rows.put(text, count[0]));
    rows.put(ColumnProfile.OTHER, other);
    return rows;
  }
}
