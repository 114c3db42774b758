package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.Profile.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts each value of a column that has few, such as a flag, a code or a number of stars.
 *
 * <p>Quantiles would put a rare value into the bin of its neighbour, and a sketch of many rows
 * might lose it. Stops counting at more than {@value #MOST} values. Not thread-safe.
 */
final class FewNumbers {
  /** The most distinct values. */
  static final int MOST = 32;

  private double[] values = new double[0];
  private long[] counts = new long[0];
  private int size;
  private boolean many;

  /** Adds finite numbers that are not -0. */
  void add(double[] numbers, int from, int to) {
    int place = 0;
    for (int i = from; i < to && !many; i++) {
      if (place >= size || values[place] != numbers[i]) {
        place = place(numbers[i]);
      }
      if (!many) {
        counts[place]++;
      }
    }
  }

  /** Returns the place of a value; inserts it if there is room. */
  private int place(double value) {
    int place = Arrays.binarySearch(values, 0, size, value);
    if (place >= 0) {
      return place;
    }
    if (size == MOST) {
      many = true;
      return 0;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.min(MOST, 2 * size + 2));
      counts = Arrays.copyOf(counts, values.length);
    }
    int free = -1 - place;
    System.arraycopy(values, free, values, free + 1, size - free);
    System.arraycopy(counts, free, counts, free + 1, size - free);
    values[free] = value;
    counts[free] = 0;
    size++;
    return free;
  }

  /**
   * Returns a histogram with a bin for each value and each gap; null if there are too many values.
   */
  @Nullable Histogram histogram() {
    if (many) {
      return null;
    }
    List<Double> edges = new ArrayList<>();
    List<Long> bins = new ArrayList<>();
    long above = 0;
    for (int i = 0; i < size; i++) {
      add(edges, bins, values[i], 0);
      if (values[i] == Double.MAX_VALUE) {
        above = counts[i]; // no edge can be above it
      } else {
        add(edges, bins, Math.nextUp(values[i]), counts[i]);
      }
    }
    bins.add(above);
    return new Histogram(edges, bins);
  }

  /** Adds an edge and the bin below it, unless two values are adjacent doubles. */
  private static void add(List<Double> edges, List<Long> bins, double edge, long below) {
    if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) {
      edges.add(edge);
      bins.add(below);
    }
  }

  long bytes() {
    return 16L * values.length;
  }
}
