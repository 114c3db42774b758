package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * What was measured last, as stored.
 *
 * @param kind {@link #MEASURED}
 * @param version the version that was in production
 * @param labels the last entry of ground truth that was there before
 * @param rows how many predictions of the version had a label
 */
record QualityLine(String kind, Instant time, int version, long labels, long rows) {
  static final String MEASURED = "measured";

  QualityLine {
    required(kind, "kind");
    required(time, "time");
  }
}
