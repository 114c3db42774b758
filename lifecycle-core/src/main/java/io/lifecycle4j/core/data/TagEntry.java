package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * One entry of the journal of data sets: a tag names another version.
 *
 * @param kind {@value #KIND}
 * @param dataset the name of the data set
 * @param tag the name of the tag
 * @param number the number of the version, 0 when the tag names none from then on
 * @param author who did it
 * @param time when
 */
record TagEntry(String kind, String dataset, String tag, int number, String author, Instant time) {
  static final String KIND = "tagged";

  /** Checks the parts; what is thrown here makes the entry a corrupt one. */
  TagEntry {
    required(kind, "kind");
    checkName("data set", dataset);
    checkName("tag", tag);
    check(number >= 0, "Invalid data set version: %s (must be at least 1, or 0 for none)", number);
    required(author, "author");
    required(time, "time");
  }
}
