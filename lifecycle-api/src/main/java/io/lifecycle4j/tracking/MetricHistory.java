package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * All points of a metric in the order in which they were logged, without superseded points.
 *
 * <p>Immutable.
 */
public final class MetricHistory {
  private final List<MetricPoint> points;

  private MetricHistory(List<MetricPoint> points) {
    this.points = points;
  }

  /**
   * Returns a history of points.
   *
   * @param points the points, in the order in which they were logged
   * @return the history
   */
  public static MetricHistory of(List<MetricPoint> points) {
    return new MetricHistory(points instanceof View view ? view : copy(points, "points"));
  }

  /**
   * Returns a history whose points are created on demand, to save memory.
   *
   * @param size the number of points
   * @param points returns a point by its index, always the same
   * @return the history
   */
  public static MetricHistory of(int size, PointAt points) {
    return new MetricHistory(new View(size, required(points, "points")));
  }

  /** Returns points by index. */
  @FunctionalInterface
  public interface PointAt {
    /**
     * Returns a point.
     *
     * @param place the index, from 0
     * @return the point
     */
    MetricPoint at(int place);
  }

  private static final class View extends AbstractList<MetricPoint> implements RandomAccess {
    private final int size;
    private final PointAt points;

    View(int size, PointAt points) {
      check(size >= 0, "Invalid number of points: %s (must not be negative)", size);
      this.size = size;
      this.points = points;
    }

    @Override
    public MetricPoint get(int place) {
      return points.at(Objects.checkIndex(place, size));
    }

    @Override
    public int size() {
      return size;
    }
  }

  /**
   * Returns the points.
   *
   * @return the points in the order in which they were logged; empty if there are none
   */
  public List<MetricPoint> points() {
    return points;
  }

  /**
   * Returns how many points there are.
   *
   * @return the number
   */
  public int size() {
    return points.size();
  }

  /**
   * Downsamples the points for a plot without losing peaks: it divides them into groups of equal
   * size, and keeps the first, the last, the least, the greatest and the first NaN of each group.
   *
   * @param most how many points to keep, at least 5
   * @return the kept points, in the same order; all points if there are no more than that
   */
  public MetricHistory downsampled(int most) {
    check(most >= 5, "Invalid number of points: %s (must be at least 5)", most);
    return size() <= most ? this : new MetricHistory(Downsampling.of(points, most));
  }

  @Override
  public String toString() {
    return size() + " points";
  }
}
