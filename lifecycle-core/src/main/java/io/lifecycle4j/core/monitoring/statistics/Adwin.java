package io.lifecycle4j.core.monitoring.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the longest part of a stream whose mean has not changed: the adaptive window of Bifet and
 * Gavaldà, SIAM Data Mining (2007), 443-448. Memory grows with the logarithm of the window. Not
 * thread-safe.
 *
 * <p>Variants differ: this one looks at each 32nd value, keeps five buckets of a size, uses the
 * bound with the variance, and alarms only if the mean increased, as MOA 2024.07 does.
 */
public final class Adwin {
  private static final double CONFIDENCE = 0.002;
  private static final int EACH = 32;
  private static final int BUCKETS = 5;
  private static final int LEAST_WINDOW = 10;
  private static final int LEAST_PART = 5;

  /** Values that were added up; the squares are those of the deviations from their mean. */
  private record Bucket(long count, double sum, double squares) {
    static final Bucket NONE = new Bucket(0, 0, 0);

    double mean() {
      return count == 0 ? 0 : sum / count;
    }

    Bucket and(Bucket other) {
      long both = count + other.count;
      double apart = mean() - other.mean();
      double between = both == 0 ? 0 : (double) count * other.count / both * apart * apart;
      return new Bucket(both, sum + other.sum, squares + other.squares + between);
    }

    Bucket without(Bucket part) {
      Bucket rest = new Bucket(count - part.count, sum - part.sum, 0);
      double between = rest.and(new Bucket(part.count, part.sum, 0)).squares;
      return new Bucket(rest.count, rest.sum, squares - part.squares - between);
    }
  }

  /** Buckets of 1, 2, 4 and so on values; in each row the oldest is first. */
  private final List<List<Bucket>> rows = new ArrayList<>();

  private Bucket window = Bucket.NONE;
  private long added;

  /**
   * Adds a value.
   *
   * @param value any finite number
   * @return whether the mean has increased, and older values were dropped
   */
  public boolean add(double value) {
    double before = mean();
    Bucket one = new Bucket(1, value, 0);
    window = window.and(one);
    insert(one, 0);
    added++;
    boolean dropped = false;
    if (added % EACH == 0 && window.count > LEAST_WINDOW) {
      while (hasChanged()) {
        dropOldest();
        dropped = true;
      }
    }
    return dropped && mean() > before;
  }

  /** Returns the mean of the values that are kept, 0 if there are none. */
  public double mean() {
    return window.mean();
  }

  /** Returns how many values are kept. */
  public long size() {
    return window.count;
  }

  private void insert(Bucket bucket, int row) {
    if (row == rows.size()) {
      rows.add(new ArrayList<>());
    }
    List<Bucket> same = rows.get(row);
    same.add(bucket);
    if (same.size() > BUCKETS) {
      insert(same.remove(0).and(same.remove(0)), row + 1);
    }
  }

  private boolean hasChanged() {
    long before = 0;
    double sum = 0;
    for (int row = rows.size() - 1; row >= 0; row--) {
      for (Bucket bucket : rows.get(row)) {
        before += bucket.count;
        sum += bucket.sum;
        long after = window.count - before;
        if (after > LEAST_PART + 1 && before > LEAST_PART + 1 && differ(before, after, sum)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean differ(long before, long after, double sum) {
    double apart = Math.abs(sum / before - (window.sum - sum) / after);
    double m = 1.0 / (before - LEAST_PART + 1) + 1.0 / (after - LEAST_PART + 1);
    double log = Math.log(2 * Math.log((double) window.count) / CONFIDENCE);
    double variance = window.squares / window.count;
    return apart > Math.sqrt(2 * m * variance * log) + 2.0 / 3 * log * m;
  }

  private void dropOldest() {
    List<Bucket> oldest = rows.get(rows.size() - 1);
    window = window.without(oldest.remove(0));
    if (oldest.isEmpty()) {
      rows.remove(rows.size() - 1);
    }
  }
}
