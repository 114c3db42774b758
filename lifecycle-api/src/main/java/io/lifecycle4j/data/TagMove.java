package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * A change of a tag of a dataset: it was set, moved or removed.
 *
 * @param tag the name of the tag
 * @param from the number of the version that the tag named before, 0 for none
 * @param to the number of the version that the tag names now, 0 for none
 * @param author the author of the change, empty if unknown
 * @param time the time of the change
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
