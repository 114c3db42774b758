package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * The number of different values of a column.
 *
 * @param count the number of values
 * @param exact true if they were counted, false if estimated
 */
public record Distinct(long count, boolean exact) {
  /** Checks the parts. */
  public Distinct {
    check(count >= 0, "Invalid count of values: %s (must not be negative)", count);
  }
}
