package io.lifecycle4j.core.data;

import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.JournalEntry;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of the journal of data sets is, read ahead of the rest of it.
 *
 * @param kind the kind; a version has none
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

  /** Says why an entry of this kind stops who must know what all entries mean. */
  ReadOnlyException unknown(String what) {
    return new ReadOnlyException(
        String.format(
            "Cannot read %s: kind '%s' (written by a newer version of Lifecycle4j)", what, kind));
  }
}
