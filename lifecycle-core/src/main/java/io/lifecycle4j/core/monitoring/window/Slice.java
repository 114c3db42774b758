package io.lifecycle4j.core.monitoring.window;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Instant;

/**
 * What one process recorded of a version between two times.
 *
 * @param label the version, such as {@code fraud:7}
 * @param from the time of the first row
 * @param to the time after the last row
 */
public record Slice(
    String label, Instant from, Instant to, DriftSummary summary, TrafficCounts traffic) {
  /** Checks the parts. */
  public Slice {
    required(label, "label");
    required(from, "start");
    required(to, "end");
    required(summary, "summary");
    required(traffic, "traffic");
  }

  WindowPart part() {
    return new WindowPart(from, to, summary, traffic);
  }
}
