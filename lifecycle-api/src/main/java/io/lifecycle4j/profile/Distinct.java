package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * How many different values a column has.
 *
 * @param count the number of values
 * @param exact true when they were counted, false when they were estimated
 * @param sketch what was seen, as text, so that profiles can be merged; empty of a private column
 */
public record Distinct(long count, boolean exact, String sketch) {
  /** Checks the parts. */
  public Distinct {
    check(count >= 0, "Invalid count of values: %s (must not be negative)", count);
    required(sketch, "sketch");
  }
}
