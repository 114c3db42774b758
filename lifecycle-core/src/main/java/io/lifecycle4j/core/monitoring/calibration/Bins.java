package io.lifecycle4j.core.monitoring.calibration;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Bins of numbers, each with a range. The numbers of a bin are uniform; a bin of one number has no
 * other.
 */
final class Bins {
  /** The numbers of a bin with more rows are not drawn: their sums and ends are. */
  private static final int FEW = 32;

  private final List<Double> edges;
  private final double[] from;
  private final double[] to;
  private final int points;

  private Bins(List<Double> edges, double[] from, double[] to, int points) {
    this.edges = edges;
    this.from = from;
    this.to = to;
    this.points = points;
  }

  /** Bins whose outer ends are the least and the greatest number of both samples. */
  static Bins of(ColumnProfile reference, ColumnProfile window, Histogram histogram) {
    List<Double> edges = histogram.edges();
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (ColumnProfile column : List.of(reference, window)) {
      Moments range = column.moments().orElse(null);
      least = range == null ? least : Math.min(least, range.min());
      greatest = range == null ? greatest : Math.max(greatest, range.max());
    }
    int bins = edges.size() + 1;
    double[] from = new double[bins];
    double[] to = new double[bins];
    for (int bin = 0; bin < bins; bin++) {
      from[bin] = bin == 0 ? orElse(least, edges.isEmpty() ? 0 : edges.get(0)) : edges.get(bin - 1);
      to[bin] = bin < edges.size() ? Math.nextDown(edges.get(bin)) : orElse(greatest, from[bin]);
      to[bin] = Math.max(from[bin], to[bin]);
    }
    int points = reference.quantiles().map(known -> known.points().size()).orElse(0);
    return new Bins(edges, from, to, points);
  }

  private static double orElse(double value, double otherwise) {
    return Double.isFinite(value) ? value : otherwise;
  }

  int size() {
    return from.length;
  }

  double draw(int bin, SplittableRandom random) {
    return at(bin, random.nextDouble());
  }

  private double at(int bin, double share) {
    double value = (1 - share) * from[bin] + share * to[bin];
    return Math.min(to[bin], Math.max(from[bin], value));
  }

  Histogram histogram(long[] counts) {
    return new Histogram(edges, Arrays.stream(counts, 0, size()).boxed().toList());
  }

  /** Draws what is known of numbers without drawing each of them; null if there are none. */
  @Nullable Moments moments(long[] counts, SplittableRandom random) {
    Sums sums = new Sums(from[0]);
    for (int bin = 0; bin < size(); bin++) {
      if (counts[bin] > FEW && to[bin] > from[bin]) {
        add(bin, counts[bin], random, sums);
      } else {
        for (long row = 0; row < counts[bin]; row++) {
          sums.add(draw(bin, random));
        }
      }
    }
    return sums.moments();
  }

  /** Adds many uniform numbers: their ends, and their sums as normal numbers. */
  private void add(int bin, long rows, SplittableRandom random, Sums sums) {
    double width = to[bin] - from[bin];
    double mean = at(bin, 0.5) + width * Math.sqrt(1.0 / (12 * rows)) * random.nextGaussian();
    double variance =
        width * width * (1.0 / 12 + Math.sqrt(1.0 / (180 * rows)) * random.nextGaussian());
    double end = Math.pow(random.nextDouble(), 1.0 / rows);
    double begin = 1 - Math.pow(random.nextDouble(), 1.0 / rows);
    sums.add(rows, mean, Math.max(0, variance), at(bin, begin), at(bin, end));
  }

  /** Returns values at evenly spaced ranks; null if the reference has none. */
  @Nullable Quantiles quantiles(long[] counts) {
    long rows = 0;
    for (int bin = 0; bin < size(); bin++) {
      rows += counts[bin];
    }
    if (points == 0 || rows == 0) {
      return null;
    }
    List<Double> values = new ArrayList<>();
    int bin = 0;
    double before = 0;
    for (int point = 0; point < points; point++) {
      double rank = points == 1 ? 0 : (double) point / (points - 1) * rows;
      while (before + counts[bin] < rank && bin + 1 < size()) {
        before += counts[bin++];
      }
      double share = counts[bin] == 0 ? 0 : Math.min(1, (rank - before) / counts[bin]);
      values.add(at(bin, share));
    }
    return new Quantiles(values, 0);
  }

  /** Sums of numbers less one of them, so that their squares do not swamp the spread. */
  private static final class Sums {
    private final double pivot;
    private long rows;
    private double sum;
    private double squares;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    Sums(double pivot) {
      this.pivot = pivot;
    }

    void add(double value) {
      add(1, value, 0, value, value);
    }

    void add(long more, double mean, double variance, double from, double to) {
      rows += more;
      sum += more * (mean - pivot);
      squares += more * (variance + (mean - pivot) * (mean - pivot));
      least = Math.min(least, from);
      greatest = Math.max(greatest, to);
    }

    @Nullable Moments moments() {
      if (rows == 0) {
        return null;
      }
      double mean = sum / rows;
      double variance = Math.max(0, squares / rows - mean * mean);
      return new Moments(
          least,
          greatest,
          Math.min(greatest, Math.max(least, pivot + mean)),
          Math.min(Double.MAX_VALUE, Math.sqrt(variance)));
    }
  }
}
