package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import java.time.Instant;

/**
 * One point of a metric.
 *
 * @param step its step
 * @param value its value, NaN and infinities included
 * @param time when it was logged
 */
public record MetricPoint(long step, double value, Instant time) {
  /** Checks the time. */
  public MetricPoint {
    required(time, "time");
  }
}
