package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * How a run ended.
 *
 * @param status any but {@link RunStatus#RUNNING}
 * @param time the time of the end; for a crashed run, the time of its last sign of life
 * @param cause why it did not finish, or an empty text
 */
public record RunEnd(RunStatus status, Instant time, String cause) {
  /** Checks the parts. */
  public RunEnd {
    check(required(status, "status") != RunStatus.RUNNING, "Invalid end of a run: RUNNING");
    required(time, "time");
    required(cause, "cause");
  }
}
