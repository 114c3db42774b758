package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.Actor;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A decision about an alert, including one that changed nothing.
 *
 * @param sequence the entry of the home that contains it, possibly with others of the same window
 * @param time when it was made
 * @param source the basis of the decision, such as the id of a drift report; empty if a person
 *     decided
 * @param alert the id of the alert
 * @param cause the cause of the alert
 * @param outcome what was decided
 * @param severity the severity of the alert after the decision
 * @param text the observation, or the note of a person
 * @param figures the figures that the decision is based on, by name
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

    /** The alert became more severe. */
    ESCALATED(true),

    /** The cause persists, and its alert is already open: no further alert is opened. */
    CONTINUED(false),

    /** The cause returned soon after its alert was cleared: the alert is open again. */
    REOPENED(false),

    /** The cause was absent, and its alert stays open for now. */
    QUIET(false),

    /** The cause was absent for long enough: the alert is cleared. */
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
