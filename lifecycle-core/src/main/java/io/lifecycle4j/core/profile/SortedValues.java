package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sorted numbers, each of which stands for some values. Immutable. */
final class SortedValues {
  private static final int BINS = 20;

  private final double[] numbers;

  /** The cumulative number of values, for each number. */
  private final long[] ranks;

  private SortedValues(double[] numbers, long[] ranks) {
    this.numbers = numbers;
    this.ranks = ranks;
  }

  /** Copies the first numbers; all have the same weight. */
  static SortedValues of(double[] sorted, int length, long weight) {
    long[] ranks = new long[length];
    for (int i = 0; i < length; i++) {
      ranks[i] = (i + 1) * weight;
    }
    return new SortedValues(Arrays.copyOf(sorted, length), ranks);
  }

  SortedValues merge(SortedValues other) {
    int length = numbers.length + other.numbers.length;
    double[] all = new double[length];
    long[] sums = new long[length];
    int mine = 0;
    int its = 0;
    for (int i = 0; i < length; i++) {
      boolean take =
          its == other.numbers.length
              || (mine < numbers.length && numbers[mine] <= other.numbers[its]);
      all[i] = take ? numbers[mine++] : other.numbers[its++];
      sums[i] = (mine == 0 ? 0 : ranks[mine - 1]) + (its == 0 ? 0 : other.ranks[its - 1]);
    }
    return new SortedValues(all, sums);
  }

  /**
   * Sets the number of zeros to the exact count. The sketch knows it only to a third of a percent
   * of all rows, which is too coarse for columns that are rarely other than 0.
   */
  SortedValues withZeros(long zeros) {
    long total = total();
    int first = lowerBound(0);
    int end = lowerBound(Double.MIN_VALUE);
    long below = first == 0 ? 0 : ranks[first - 1];
    long kept = (end == 0 ? 0 : ranks[end - 1]) - below;
    if (kept == zeros || kept == 0 || kept == total) {
      return this;
    }
    double rest = (double) (total - zeros) / (total - kept);
    double each = (double) zeros / kept;
    long[] scaled = new long[ranks.length];
    for (int i = 0; i < first; i++) {
      scaled[i] = Math.round(ranks[i] * rest);
    }
    long start = Math.round(below * rest);
    for (int i = first; i < end; i++) {
      scaled[i] = start + Math.round((ranks[i] - below) * each);
    }
    for (int i = end; i < ranks.length; i++) {
      scaled[i] = total - Math.round((total - ranks[i]) * rest);
    }
    return new SortedValues(numbers, scaled);
  }

  /** Returns the place of the first number that is not below a value. */
  private int lowerBound(double value) {
    int place = 0;
    while (place < numbers.length && numbers[place] < value) {
      place++;
    }
    return place;
  }

  long total() {
    return ranks.length == 0 ? 0 : ranks[ranks.length - 1];
  }

  double at(long rank) {
    int place = Arrays.binarySearch(ranks, rank + 1);
    return numbers[place >= 0 ? place : -1 - place];
  }

  /** Returns evenly spaced quantiles. The range, which the sketch may have lost, is exact. */
  Quantiles quantiles(Moments range, double error) {
    long last = total() - 1;
    int intervals = (int) Math.min(Quantiles.POINTS - 1, last);
    List<Double> points = new ArrayList<>();
    points.add(range.min());
    for (int i = 1; i < intervals; i++) {
      points.add(at(i * last / intervals));
    }
    if (intervals > 0) {
      points.add(range.max());
    }
    return new Quantiles(points, error);
  }

  Histogram histogram() {
    List<Double> edges = edges();
    List<Long> counts = new ArrayList<>();
    long before = 0;
    for (double edge : edges) {
      int place = lowerBound(edge);
      long below = place == 0 ? 0 : ranks[place - 1];
      counts.add(below - before);
      before = below;
    }
    counts.add(total() - before);
    return new Histogram(edges, counts);
  }

  /**
   * Returns quantiles as edges. A value that fills more than one quantile has its own bin, from
   * itself to the next greater double: otherwise a column that is 0 in nearly all rows would have a
   * single bin, which shows no change.
   */
  private List<Double> edges() {
    List<Double> edges = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    for (int k = 1; k < BINS; k++) {
      double quantile = at(k * total() / BINS);
      if (quantile == last) {
        quantile = Math.nextUp(quantile);
      }
      if (quantile > last && Double.isFinite(quantile)) {
        edges.add(quantile);
        last = quantile;
      }
    }
    return edges;
  }
}
