package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * The lengths of texts, in UTF-16 characters.
 *
 * @param min the shortest
 * @param max the longest
 * @param mean the arithmetic mean
 */
public record Lengths(int min, int max, double mean) {
  /** Checks the parts. */
  public Lengths {
    check(
        min >= 0 && min <= mean && mean <= max,
        "Invalid lengths: %s to %s with mean %s (must be in this order)",
        min,
        max,
        mean);
  }
}
