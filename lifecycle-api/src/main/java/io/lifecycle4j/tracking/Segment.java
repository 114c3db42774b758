package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * A new beginning of a run that had stopped. It supersedes earlier points from a step on, but for
 * metrics that begin with {@code system/}.
 *
 * @param fromStep the first step that is done again
 * @param time when the run went on
 */
public record Segment(long fromStep, Instant time) {
  /** Checks the time. */
  public Segment {
    required(time, "time");
  }
}
