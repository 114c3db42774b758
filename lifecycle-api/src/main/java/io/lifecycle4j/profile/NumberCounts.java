package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * Counts of special numbers in a column.
 *
 * @param nan number of rows that are NaN, which stands for a missing cell
 * @param infinite number of rows that are infinite
 * @param zero number of rows that are 0
 */
public record NumberCounts(long nan, long infinite, long zero) {
  /** Checks the parts. */
  public NumberCounts {
    check(
        nan >= 0 && infinite >= 0 && zero >= 0,
        "Invalid counts: %s NaN, %s infinite, %s zero (must not be negative)",
        nan,
        infinite,
        zero);
  }
}
