package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;

/**
 * Evidence for one remedy of an alert.
 *
 * @param remedy the remedy
 * @param reason the evidence, with figures
 */
public record AlertHint(Remedy remedy, String reason) {
  /** A remedy for the cause of an alert. */
  public enum Remedy {
    /** Check the source of the data, which is probably broken. */
    CHECK_SOURCE,

    /** Roll back to the previous version. */
    ROLL_BACK,

    /** Retrain on newer data. */
    RETRAIN
  }

  /** Checks the parts. */
  public AlertHint {
    required(remedy, "remedy");
    required(reason, "reason of a hint");
  }

  /** Returns the hint as text, such as {@code check source: missing 0 % to 12 %}. */
  @Override
  public String toString() {
    return remedy.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + reason;
  }
}
