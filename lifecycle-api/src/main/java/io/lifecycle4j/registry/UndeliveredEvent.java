package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * An event that could not be delivered, and was skipped.
 *
 * @param event the event
 * @param attempts how often it was tried
 * @param last when it was tried last
 * @param failure why that failed, without secrets
 */
public record UndeliveredEvent(ModelEvent event, int attempts, Instant last, String failure) {
  /** Checks the parts. */
  public UndeliveredEvent {
    required(event, "event");
    check(attempts >= 1, "Invalid number of attempts: %s (must be at least 1)", attempts);
    required(last, "time of the last attempt");
    required(failure, "failure");
  }
}
