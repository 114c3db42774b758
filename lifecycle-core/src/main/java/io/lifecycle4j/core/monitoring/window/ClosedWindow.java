package io.lifecycle4j.core.monitoring.window;

import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Instant;

/**
 * A window that is to be judged.
 *
 * @param label the version, such as {@code fraud:7}
 * @param opened the time of the first row
 * @param closed the time of the last row, or the end of the time of the window
 * @param early whether its time ended before it was full
 * @param newest its newest part, which no earlier window has; all of it unless windows slide
 */
public record ClosedWindow(
    String label,
    Instant opened,
    Instant closed,
    DriftSummary summary,
    TrafficCounts traffic,
    boolean early,
    Slice newest) {}
