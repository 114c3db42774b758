package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * The predictions that an alert is about.
 *
 * @param from the start of the first window with the cause
 * @param to the end of the last window with the cause
 * @param opened when the alert was opened
 * @param rows the number of predictions in windows with the cause
 * @param windows the number of windows with the cause
 */
public record AlertSpan(Instant from, Instant to, Instant opened, long rows, long windows) {
  /** Checks the parts. */
  public AlertSpan {
    required(from, "start of the span");
    required(to, "end of the span");
    required(opened, "time when the alert was opened");
    check(!to.isBefore(from), "Invalid span of an alert: %s to %s (must be ascending)", from, to);
    check(rows >= 0, "Invalid span of an alert: %s rows (must not be negative)", rows);
    check(windows >= 0, "Invalid span of an alert: %s windows (must not be negative)", windows);
  }
}
