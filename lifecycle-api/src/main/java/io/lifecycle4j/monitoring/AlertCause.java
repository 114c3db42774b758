package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;

/**
 * The cause of an alert. A model has at most one open alert for each cause.
 *
 * @param kind the kind of the subject
 * @param subject a column, a metric, or the text of a rule
 */
public record AlertCause(Kind kind, String subject) {
  private static final int LONGEST = 1_000;

  /** What was judged. */
  public enum Kind {
    /** A column of the inputs or predictions, compared with the reference. */
    DRIFT,

    /** A threshold of a drift monitor, set by {@link DriftMonitorBuilder#alarmWhen}. */
    THRESHOLD,

    /** A metric of live quality. */
    QUALITY,

    /** The condition of a rule. */
    RULE,

    /** A retraining that needs a person. */
    RETRAINING
  }

  /** Checks the parts. */
  public AlertCause {
    required(kind, "kind of an alert");
    check(
        !required(subject, "subject of an alert").isBlank() && subject.length() <= LONGEST,
        "Invalid subject of an alert: %s characters (must be 1 to %s, not all blank)",
        subject.length(),
        LONGEST);
  }

  /**
   * Returns a cause of drift.
   *
   * @param column the column
   * @return the cause
   */
  public static AlertCause drift(String column) {
    return new AlertCause(Kind.DRIFT, column);
  }

  /**
   * Returns a cause of a threshold of a drift monitor.
   *
   * @param condition the text of the condition
   * @return the cause
   */
  public static AlertCause threshold(String condition) {
    return new AlertCause(Kind.THRESHOLD, condition);
  }

  /**
   * Returns a cause of live quality.
   *
   * @param metric the metric, such as {@code recall}
   * @return the cause
   */
  public static AlertCause quality(String metric) {
    return new AlertCause(Kind.QUALITY, metric);
  }

  /**
   * Returns a cause of a rule.
   *
   * @param condition the text of the rule
   * @return the cause
   */
  public static AlertCause rule(String condition) {
    return new AlertCause(Kind.RULE, condition);
  }

  /**
   * Returns a cause of retraining.
   *
   * @param subject what a person must decide
   * @return the cause
   */
  public static AlertCause retraining(String subject) {
    return new AlertCause(Kind.RETRAINING, subject);
  }

  /** Returns the cause as text, such as {@code drift of amount}. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " of " + subject;
  }
}
