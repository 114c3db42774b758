package io.lifecycle4j.core.tracking;

import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Thins curves on one grid. In each interval of steps, which all curves share, a curve keeps its
 * first, last, least and greatest point, and its first NaN.
 */
final class CurveGrid {
  /** About as many as a picture has pixels to show. */
  static final int INTERVALS = 200;

  private final double from;
  private final double width;

  private CurveGrid(double from, double to) {
    this.from = from;
    this.width = (to - from) / INTERVALS;
  }

  static List<MetricHistory> thin(List<MetricHistory> curves) {
    double from = Double.POSITIVE_INFINITY;
    double to = Double.NEGATIVE_INFINITY;
    for (MetricHistory curve : curves) {
      for (MetricPoint point : curve.points()) {
        from = Math.min(from, (double) point.step());
        to = Math.max(to, (double) point.step());
      }
    }
    CurveGrid grid = new CurveGrid(from, to);
    return curves.stream().map(grid::thin).toList();
  }

  private int interval(MetricPoint point) {
    return width > 0 ? (int) Math.min(INTERVALS - 1, (point.step() - from) / width) : 0;
  }

  private MetricHistory thin(MetricHistory curve) {
    List<MetricPoint> points = new ArrayList<>(curve.points());
    points.sort(
        Comparator.comparingLong(
            MetricPoint::step)); // stable: points of one step stay in the order logged
    List<MetricPoint> kept = new ArrayList<>();
    int begin = 0;
    while (begin < points.size()) {
      int end = begin;
      while (end < points.size() && interval(points.get(end)) == interval(points.get(begin))) {
        end++;
      }
      keep(points.subList(begin, end), kept);
      begin = end;
    }
    return MetricHistory.of(kept);
  }

  private static void keep(List<MetricPoint> points, List<MetricPoint> kept) {
    BitSet places = new BitSet();
    places.set(0);
    places.set(points.size() - 1);
    mark(points, Double.NEGATIVE_INFINITY, places);
    mark(points, Double.POSITIVE_INFINITY, places);
    for (int i = 0; i < points.size(); i++) {
      if (Double.isNaN(points.get(i).value())) {
        places.set(i);
        break;
      }
    }
    places.stream().mapToObj(points::get).forEach(kept::add);
  }

  /**
   * Marks the first of the points with the greatest value if {@code end} is positive, otherwise
   * with the least.
   */
  private static void mark(List<MetricPoint> points, double end, BitSet places) {
    int nearest = -1;
    for (int i = 0; i < points.size(); i++) {
      double value = points.get(i).value();
      boolean nearer = nearest < 0 || (end > 0) == (value > points.get(nearest).value());
      boolean other = nearest < 0 || value != points.get(nearest).value();
      if (!Double.isNaN(value) && nearer && other) {
        nearest = i;
      }
    }
    if (nearest >= 0) {
      places.set(nearest);
    }
  }
}
