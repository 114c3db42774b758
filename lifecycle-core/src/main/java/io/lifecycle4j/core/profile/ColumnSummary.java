package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.ColumnProfile;

/** Collects the profile of one column. Not thread-safe. */
sealed interface ColumnSummary permits NumberSummary, TextSummary {
  /** Counts the rows, missing ones included. */
  long count();

  /** Returns the size of as many categories as a profile may have, in characters. */
  long categoriesSize();

  /** Returns the profile, with the categories that fit into {@code room}; no rows may follow. */
  ColumnProfile profile(String name, long room);
}
