package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.Actor;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One decision about an alert, also one that changed nothing.
 *
 * @param sequence the entry of the home that has it, and maybe others of the same window
 * @param time when it was made
 * @param source what it was based on, such as the id of a drift report; empty for a person's
 * @param alert the id of the alert
 * @param cause the cause of the alert
 * @param outcome what was decided
 * @param severity the severity of the alert after it
 * @param text what was seen, or the note of a person
 * @param figures the figures that it is based on, by name
 * @param actor the person; empty if the library decided
 */
public record AlertDecision(
    long sequence,
    Instant time,
    String source,
    String alert,
    AlertCause cause,
    Outcome outcome,
    AlertSeverity severity,
    String text,
    Map<String, Double> figures,
    Optional<Actor> actor) {
  /** What was decided. */
  public enum Outcome {
    /** An alert was opened. */
    OPENED(true),

    /** The alert became graver. */
    ESCALATED(true),

    /** The cause was seen again, and its alert is open: no further one. */
    CONTINUED(false),

    /** The cause was seen again soon after its alert was cleared: it is open again. */
    REOPENED(false),

    /** The cause was not seen, and its alert stays open for now. */
    QUIET(false),

    /** The cause was not seen for long enough: the alert is cleared. */
    CLEARED(true),

    /** A person acknowledged the alert. */
    ACKNOWLEDGED(false);

    private final boolean delivered;

    Outcome(boolean delivered) {
      this.delivered = delivered;
    }

    /**
     * Returns whether listeners receive the alert.
     *
     * @return true if they do
     */
    public boolean isDelivered() {
      return delivered;
    }
  }

  /** Checks the parts. */
  public AlertDecision {
    required(time, "time");
    required(source, "source");
    required(alert, "id of the alert");
    required(cause, "cause");
    required(outcome, "outcome");
    required(severity, "severity");
    required(text, "text");
    figures = copy(figures, "figures");
    required(actor, "actor");
  }
}
