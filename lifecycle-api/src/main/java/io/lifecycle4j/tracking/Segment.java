package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * The part of a run after it was resumed. It supersedes earlier points from a step on, except those
 * of metrics that begin with {@code system/}.
 *
 * @param fromStep the first step that is repeated
 * @param time the time when the run was resumed
 */
public record Segment(long fromStep, Instant time) {
  /** Checks the time. */
  public Segment {
    required(time, "time");
  }
}
