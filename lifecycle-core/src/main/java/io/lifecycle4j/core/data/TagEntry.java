package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * An entry in the journal of data sets: a tag now names another version.
 *
 * @param kind {@value #KIND}
 * @param number the number of the version, 0 if the tag names none from then on
 */
record TagEntry(String kind, String dataset, String tag, int number, String author, Instant time) {
  static final String KIND = "tagged";

  /** An exception here makes the entry corrupt. */
  TagEntry {
    required(kind, "kind");
    checkName("data set", dataset);
    checkName("tag", tag);
    check(number >= 0, "Invalid data set version: %s (must be at least 1, or 0 for none)", number);
    required(author, "author");
    required(time, "time");
  }
}
