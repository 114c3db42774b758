package io.lifecycle4j.core.monitoring.window;

import io.lifecycle4j.monitoring.DriftMonitor;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When windows, and their parts, are full.
 *
 * @param rows the rows of a part; {@link Long#MAX_VALUE} if only time ends it
 * @param millis the time of a part; 0 if it has none
 * @param parts how many parts are a window; more than one if windows slide
 */
public record WindowPlan(long rows, long millis, int parts) {
  private static final int FEW = DriftMonitor.MIN_WINDOW;

  /** Returns the plan of a monitor. */
  public static WindowPlan of(DriftMonitor monitor) {
    long millis = monitor.windowTime().map(Duration::toMillis).orElse(0L);
    int parts = monitor.sliding();
    long rows = monitor.window();
    long each = rows == Integer.MAX_VALUE ? Long.MAX_VALUE : (rows + parts - 1) / parts;
    return new WindowPlan(each, millis / parts, parts);
  }

  /** Returns a plan that only a number of rows ends. */
  public static WindowPlan ofRows(long rows) {
    return new WindowPlan(rows, 0, 1);
  }

  /** Returns whether time ends a part. */
  public boolean isTimed() {
    return millis > 0;
  }

  /** Returns the number of the period that a time is in. */
  long period(Instant time) {
    return Math.floorDiv(time.toEpochMilli(), millis);
  }

  /**
   * Returns the time, in milliseconds since 1970, at which a part that began at another must end.
   */
  public long end(long begin) {
    return isTimed() ? (Math.floorDiv(begin, millis) + 1) * millis : Long.MAX_VALUE;
  }

  Instant end(Instant begin) {
    return Instant.ofEpochMilli(end(begin.toEpochMilli()));
  }

  boolean isFull(@Nullable WindowPart part) {
    return part != null && part.rows() >= rows;
  }

  /** Returns whether a window that its time ended has fewer rows than it should. */
  boolean isEarly(long found) {
    return found < (rows == Long.MAX_VALUE ? FEW : rows * parts);
  }
}
