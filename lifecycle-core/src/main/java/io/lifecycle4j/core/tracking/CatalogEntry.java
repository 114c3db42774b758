package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.Set;

/**
 * A change of a run in the catalog, as JSON. Starts and states are {@link CatalogFrame}s.
 *
 * @param kind {@code open}, {@code delete}, {@code restore}, {@code purge} or {@code erased}; any
 *     other is of a newer version of the library and changes nothing
 */
record CatalogEntry(String kind, String run) {
  static final String OPEN = "open";
  static final String DELETE = "delete";
  static final String RESTORE = "restore";
  static final String PURGE = "purge";
  static final String ERASED = "erased";

  /** The kinds that refer to no blob beyond those in the journal of the run. */
  static final Set<String> KINDS = Set.of(OPEN, DELETE, RESTORE, PURGE, ERASED);

  CatalogEntry {
    required(kind, "kind");
    required(run, "run");
  }

  static CatalogEntry read(JournalEntry entry) {
    return TrackingForms.JSON.read(
        entry.payload(), CatalogEntry.class, "entry " + entry.sequence() + " of runs");
  }

  byte[] write() {
    return TrackingForms.JSON.write(this);
  }
}
