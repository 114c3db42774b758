package io.lifecycle4j.core.profile;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.ColumnProfile;
import org.jspecify.annotations.Nullable;

/** Collects what a profile says of one column. Not thread-safe. */
sealed interface ColumnSummary permits NumberSummary, TextSummary {
  /** Counts the rows, missing ones included. */
  long count();

  /** Adds the rows of a later part of the column. */
  void merge(ColumnSummary later);

  /** Adds the rows of a profile, as well as it can be told from it. */
  void merge(ColumnProfile later);

  /** Returns a part of a profile that a merge needs. */
  static <T> T kept(@Nullable T part, ColumnProfile column, String what) {
    if (part == null) {
      throw new InvalidValueException(
          "Cannot merge profiles: column " + column.name() + " has no " + what);
    }
    return part;
  }

  /** Returns how much room the categories take, if all are kept that may be. */
  long categoriesSize();

  /** Returns the summary of the rows so far, with categories that fit; more may follow. */
  ColumnProfile profile(String name, long room);
}
