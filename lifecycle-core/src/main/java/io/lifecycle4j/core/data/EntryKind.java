package io.lifecycle4j.core.data;

import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.JournalEntry;
import org.jspecify.annotations.Nullable;

/**
 * The kind of an entry in the journal of data sets, read before the rest of it.
 *
 * @param kind null for a version
 */
record EntryKind(@Nullable String kind) {
  static EntryKind of(JournalEntry entry) {
    return DataForms.JSON.read(entry.payload(), EntryKind.class, what(entry));
  }

  static String what(JournalEntry entry) {
    return "data set entry " + entry.sequence();
  }

  boolean isVersion() {
    return kind == null;
  }

  boolean isTag() {
    return TagEntry.KIND.equals(kind);
  }

  /** Returns the exception for writers, which must understand all entries. */
  ReadOnlyException unknown(String what) {
    return new ReadOnlyException(
        String.format(
            "Cannot read %s: kind '%s' (written by a newer version of Lifecycle4j)", what, kind));
  }
}
