package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * How a run ended.
 *
 * @param status any but {@link RunStatus#RUNNING}
 * @param time when; for a run that crashed, when it was last heard of
 * @param cause why it did not finish, or nothing
 */
public record RunEnd(RunStatus status, Instant time, String cause) {
  /** Checks the parts. */
  public RunEnd {
    check(required(status, "status") != RunStatus.RUNNING, "Invalid end of a run: RUNNING");
    required(time, "time");
    required(cause, "cause");
  }
}
