package io.lifecycle4j.core.monitoring.window;

import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Instant;

/** Rows of one version between two times. */
record WindowPart(Instant from, Instant to, DriftSummary summary, TrafficCounts traffic) {
  Slice slice(String label) {
    return new Slice(label, from, to, summary, traffic);
  }

  long rows() {
    return summary.rows();
  }
}
