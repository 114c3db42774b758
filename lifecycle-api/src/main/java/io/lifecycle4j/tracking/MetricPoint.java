package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.Optional;

/**
 * One point of a metric.
 *
 * @param step the step, negative ones included
 * @param value the value, NaN and infinities included
 * @param time when it was logged
 * @param data the data it was measured on, if known
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
