package io.lifecycle4j.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Downsampling of points that keeps the first, last, least, greatest and first NaN point of each
 * bucket.
 */
final class Downsampling {
  private static final int KEPT = 5;

  private Downsampling() {}

  static List<MetricPoint> of(List<MetricPoint> points, int most) {
    int buckets = most / KEPT;
    List<MetricPoint> kept = new ArrayList<>(most);
    for (int bucket = 0; bucket < buckets; bucket++) {
      int from = (int) ((long) points.size() * bucket / buckets);
      int to = (int) ((long) points.size() * (bucket + 1) / buckets);
      keep(points, from, to, kept);
    }
    return List.copyOf(kept);
  }

  private static void keep(List<MetricPoint> points, int from, int to, List<MetricPoint> kept) {
    int least = from;
    int greatest = from;
    int none = -1;
    for (int i = from; i < to; i++) {
      double value = points.get(i).value();
      if (Double.isNaN(value)) {
        none = none < 0 ? i : none;
      } else {
        least = less(value, points.get(least).value()) ? i : least;
        greatest = less(-value, -points.get(greatest).value()) ? i : greatest;
      }
    }
    int last = to - 1;
    IntStream.of(from, last, least, greatest, none)
        .filter(place -> place >= 0)
        .sorted()
        .distinct()
        .forEach(place -> kept.add(points.get(place)));
  }

  /** Any number replaces a NaN in the first position. */
  private static boolean less(double value, double other) {
    return Double.isNaN(other) || value < other;
  }
}
