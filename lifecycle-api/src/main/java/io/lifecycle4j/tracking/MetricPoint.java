package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One point of a metric.
 *
 * @param step its step, negative ones included
 * @param value its value, NaN and infinities included
 * @param time when it was logged
 * @param data what it was measured on, or null if nobody said
 */
public record MetricPoint(long step, double value, Instant time, @Nullable RunInput data) {
  /** Checks the time. */
  public MetricPoint {
    required(time, "time");
  }

  /**
   * Creates a point of which nobody said what it was measured on.
   *
   * @param step its step
   * @param value its value
   * @param time when it was logged
   */
  public MetricPoint(long step, double value, Instant time) {
    this(step, value, time, null);
  }

  /**
   * Tells whether this point is later than another: by step, then time, then value, as MLflow has
   * it, with NaN above every number.
   *
   * @param other the other
   * @return whether it is later, or equal in all three
   */
  public boolean isLatest(MetricPoint other) {
    int order = Long.compare(step, required(other, "point").step);
    order = order == 0 ? time.compareTo(other.time) : order;
    return (order == 0 ? Double.compare(value, other.value) : order) >= 0;
  }
}
