package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.ColumnProfile;

/** Collects what a profile says of one column. Not thread-safe. */
sealed interface ColumnSummary permits NumberSummary, TextSummary {
  /** Counts the rows, missing ones included. */
  long count();

  /** Returns how much room the categories take, if all are kept that may be. */
  long categoriesSize();

  /** Returns the summary of the rows, with categories that fit; none may follow. */
  ColumnProfile profile(String name, long room);
}
