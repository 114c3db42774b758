package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * How many different values a column has.
 *
 * @param count the number of values
 * @param exact true when they were counted, false when they were estimated
 */
public record Distinct(long count, boolean exact) {
  /** Checks the parts. */
  public Distinct {
    check(count >= 0, "Invalid count of values: %s (must not be negative)", count);
  }
}
