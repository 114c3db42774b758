package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;

/**
 * What speaks for one way to deal with an alert.
 *
 * @param remedy the way
 * @param reason what speaks for it, with figures
 */
public record AlertHint(Remedy remedy, String reason) {
  /** A way to deal with an alert. */
  public enum Remedy {
    /** Check the source of the data: it is probably broken. */
    CHECK_SOURCE,

    /** Roll back to the version before. */
    ROLL_BACK,

    /** Train again on newer data. */
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
