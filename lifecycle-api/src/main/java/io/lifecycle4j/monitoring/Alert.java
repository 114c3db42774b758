package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a model that needs attention.
 *
 * <p>The state of an alert at one moment. Immutable and thread-safe. Parts may be added.
 */
public final class Alert {
  private final String id;
  private final String version;
  private final AlertCause cause;
  private final long revision;
  private final AlertSeverity severity;
  private final AlertSpan span;
  private final String text;
  private final Map<String, Double> figures;
  private final List<AlertHint> hints;
  private final @Nullable Acknowledgement acknowledgement;
  private final @Nullable Instant cleared;

  private Alert(Builder builder) {
    this.id = builder.id;
    this.version = builder.version;
    this.cause = builder.cause;
    this.revision = builder.revision == null ? 1 : builder.revision;
    this.severity = builder.severity == null ? AlertSeverity.WARNING : builder.severity;
    this.span = required(builder.span, "span of the alert");
    this.text = builder.text == null ? cause.toString() : builder.text;
    this.figures = builder.figures == null ? Map.of() : builder.figures;
    this.hints = builder.hints == null ? List.of() : builder.hints;
    this.acknowledgement = builder.acknowledgement;
    this.cleared = builder.cleared;
  }

  /**
   * Returns a builder for an alert, which needs a {@linkplain Builder#span span}.
   *
   * @param id the id, unique in the home
   * @param version the version that served, such as {@code fraud:7}
   * @param cause the cause
   * @return a builder
   */
  public static Builder builder(String id, String version, AlertCause cause) {
    return new Builder(id, version, cause);
  }

  /** The state of an alert. */
  public enum State {
    /** The cause persists, and nobody acknowledged the alert. */
    OPEN,

    /** The cause persists, and somebody is dealing with it. */
    ACKNOWLEDGED,

    /** The cause is gone. */
    CLEARED
  }

  /**
   * States who is dealing with an alert.
   *
   * @param actor the person or service
   * @param note what the person does about it
   * @param time when it was acknowledged
   */
  public record Acknowledgement(Actor actor, String note, Instant time) {
    /** Checks the parts. */
    public Acknowledgement {
      required(actor, "actor");
      required(note, "note");
      required(time, "time");
    }
  }

  /**
   * Returns the id.
   *
   * @return the id, unique in the home
   */
  public String id() {
    return id;
  }

  /**
   * Returns the version that served when the cause was last seen.
   *
   * @return the version, such as {@code fraud:7}
   */
  public String version() {
    return version;
  }

  /**
   * Returns the cause.
   *
   * @return the cause
   */
  public AlertCause cause() {
    return cause;
  }

  /**
   * Returns the revision, a number that grows with each change of the alert. With {@link #id()}, it
   * identifies a delivery, so a listener can recognize one that it already received.
   *
   * @return the number, at least 1
   */
  public long revision() {
    return revision;
  }

  /**
   * Returns the highest severity since the alert was opened.
   *
   * @return the severity
   */
  public AlertSeverity severity() {
    return severity;
  }

  /**
   * Returns which predictions the alert is about.
   *
   * @return the predictions
   */
  public AlertSpan span() {
    return span;
  }

  /**
   * Returns when the alert was opened.
   *
   * @return the time
   */
  public Instant opened() {
    return span.opened();
  }

  /**
   * Returns the newest observation of the cause.
   *
   * @return a description with figures
   */
  public String text() {
    return text;
  }

  /**
   * Returns the newest figures.
   *
   * @return the figures by name, such as {@code effect} and {@code p}
   */
  public Map<String, Double> figures() {
    return figures;
  }

  /**
   * Returns the evidence for a broken source, for a rollback and for retraining.
   *
   * @return the hints, possibly none
   */
  public List<AlertHint> hints() {
    return hints;
  }

  /**
   * Returns who is dealing with the alert.
   *
   * @return the acknowledgement, or empty if nobody acknowledged it
   */
  public Optional<Acknowledgement> acknowledgement() {
    return Optional.ofNullable(acknowledgement);
  }

  /**
   * Returns when the alert was cleared.
   *
   * @return the time, or empty if the cause persists
   */
  public Optional<Instant> cleared() {
    return Optional.ofNullable(cleared);
  }

  /**
   * Returns the state of the alert.
   *
   * @return the state
   */
  public State state() {
    if (cleared != null) {
      return State.CLEARED;
    }
    return acknowledgement == null ? State.OPEN : State.ACKNOWLEDGED;
  }

  /**
   * Returns whether the cause persists and nobody is dealing with it. If so, page somebody.
   *
   * @return true if the state is {@link State#OPEN}
   */
  public boolean isOpen() {
    return state() == State.OPEN;
  }

  /**
   * Returns the alert as a few lines of readable text.
   *
   * @return a line for the alert, one for each hint, and one for the acknowledgement
   */
  public String summary() {
    StringBuilder lines = new StringBuilder();
    lines.append(
        String.format(
            "%s %s: %s (%s, alert %s since %s, %s windows)",
            severity, version, text, state(), id, opened(), span.windows()));
    hints.forEach(hint -> lines.append(String.format("%n  %s", hint)));
    if (acknowledgement != null) {
      lines.append(
          String.format(
              "%n  acknowledged by %s: %s", acknowledgement.actor(), acknowledgement.note()));
    }
    return lines.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Alert that
        && parts().equals(that.parts())
        && acknowledgement().equals(that.acknowledgement())
        && cleared().equals(that.cleared());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(id, version, cause, revision, severity, span, text, figures, hints);
  }

  /** Returns the {@link #summary}. */
  @Override
  public String toString() {
    return summary();
  }

  /** Builds an alert. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private static final String WHOLE = "alert";

    private final String id;
    private final String version;
    private final AlertCause cause;
    private @Nullable Long revision;
    private @Nullable AlertSeverity severity;
    private @Nullable AlertSpan span;
    private @Nullable String text;
    private @Nullable Map<String, Double> figures;
    private @Nullable List<AlertHint> hints;
    private @Nullable Acknowledgement acknowledgement;
    private @Nullable Instant cleared;

    private Builder(String id, String version, AlertCause cause) {
      this.id = required(id, "id of an alert");
      this.version = required(version, "version");
      this.cause = required(cause, "cause");
    }

    /**
     * Sets the number that grows with each change. Default: 1.
     *
     * @param number the number, at least 1
     * @return this builder
     */
    public Builder revision(long number) {
      checkUnset(revision, WHOLE, "revision");
      check(number >= 1, "Invalid revision of an alert: %s (must be at least 1)", number);
      revision = number;
      return this;
    }

    /**
     * Sets the severity. Default: {@link AlertSeverity#WARNING}.
     *
     * @param highest the severity
     * @return this builder
     */
    public Builder severity(AlertSeverity highest) {
      checkUnset(severity, WHOLE, "severity");
      severity = required(highest, "severity");
      return this;
    }

    /**
     * Sets which predictions the alert is about.
     *
     * @param predictions the predictions
     * @return this builder
     */
    public Builder span(AlertSpan predictions) {
      checkUnset(span, WHOLE, "span");
      span = required(predictions, "span");
      return this;
    }

    /**
     * Sets the description of the observation. Default: the cause.
     *
     * @param description a description with figures
     * @return this builder
     */
    public Builder text(String description) {
      checkUnset(text, WHOLE, "text");
      text = required(description, "text");
      return this;
    }

    /**
     * Sets the figures. Default: none.
     *
     * @param byName the figures by name
     * @return this builder
     */
    public Builder figures(Map<String, Double> byName) {
      checkUnset(figures, WHOLE, "figures");
      figures = copy(byName, "figures");
      return this;
    }

    /**
     * Sets the evidence for each remedy. Default: none.
     *
     * @param reasons the hints
     * @return this builder
     */
    public Builder hints(List<AlertHint> reasons) {
      checkUnset(hints, WHOLE, "hints");
      hints = copy(reasons, "hints");
      return this;
    }

    /**
     * Sets who is dealing with the alert. Default: nobody.
     *
     * @param by the acknowledgement
     * @return this builder
     */
    public Builder acknowledgement(Acknowledgement by) {
      checkUnset(acknowledgement, WHOLE, "acknowledgement");
      acknowledgement = required(by, "acknowledgement");
      return this;
    }

    /**
     * Sets when the alert was cleared. Default: it is not.
     *
     * @param time the time
     * @return this builder
     */
    public Builder cleared(Instant time) {
      checkUnset(cleared, WHOLE, "time when it was cleared");
      cleared = required(time, "time when it was cleared");
      return this;
    }

    /**
     * Returns the alert.
     *
     * @return the alert
     */
    public Alert build() {
      return new Alert(this);
    }
  }
}
