package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.Optional;

/**
 * One point of a metric.
 *
 * @param step its step, negative ones included
 * @param value its value, NaN and infinities included
 * @param time when it was logged
 * @param data what it was measured on, if somebody said
 */
public record MetricPoint(long step, double value, Instant time, Optional<RunInput> data) {
  /** Checks the parts. */
  public MetricPoint {
    required(time, "time");
    required(data, "data of a point");
  }

  /**
   * Creates a point without the data it was measured on.
   *
   * @param step the step
   * @param value the value
   * @param time when it was logged
   */
  public MetricPoint(long step, double value, Instant time) {
    this(step, value, time, Optional.empty());
  }
}
