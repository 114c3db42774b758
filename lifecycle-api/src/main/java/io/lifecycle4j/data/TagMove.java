package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * A tag of a data set that was set, moved or removed.
 *
 * @param tag the name of the tag
 * @param from the number of the version that it named before, 0 when it named none
 * @param to the number of the version that it names from then on, 0 when it names none
 * @param author who did it, empty if nobody knows
 * @param time when
 */
public record TagMove(String tag, int from, int to, String author, Instant time) {
  /** Checks the parts. */
  public TagMove {
    checkName("tag", tag);
    check(from >= 0, "Invalid data set version: %s (must be at least 1, or 0 for none)", from);
    check(to >= 0, "Invalid data set version: %s (must be at least 1, or 0 for none)", to);
    required(author, "author");
    required(time, "time");
  }
}
