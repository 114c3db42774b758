package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes runs for good: the catalog records the purge, the entries are erased, the catalog records
 * that. A purge that was interrupted is completed by the next purge of any run.
 */
final class RunEraser {
  private static final Logger LOG = LoggerFactory.getLogger(RunEraser.class);

  private final RunCatalog catalog;
  private final RunStates states;
  private final JournalStore journals;

  RunEraser(RunCatalog catalog, RunStates states, JournalStore journals) {
    this.catalog = catalog;
    this.states = states;
    this.journals = journals;
  }

  void purge(String id) {
    Known run = catalog.getToErase(id);
    try (Journal journal = states.own(run, "Cannot purge run " + id + ": it goes on")) {
      if (!run.purged()) {
        catalog.change(id, known -> purged(known, id));
      }
      erase(id, journal);
    }
    catalog.allToErase().forEach(this::finish);
  }

  private static CatalogEntry purged(Known known, String id) {
    if (!known.deleted()) {
      throw new ConflictException("Cannot purge run " + id + ": delete it first");
    }
    return new CatalogEntry(CatalogEntry.PURGE, id);
  }

  private void erase(String id, Journal journal) {
    JournalState state = journal.state();
    if (state.first() <= state.sequence()) {
      journal.trim(state.sequence() + 1);
    }
    catalog.erased(id);
  }

  /** Completes an earlier purge; a failure is not the caller's. */
  private void finish(Known left) {
    String id = left.info().id();
    try (Journal journal = journals.owned(left.journal())) {
      erase(id, journal);
    } catch (ConflictException e) {
      LOG.debug("Somebody else erases run {}", id, e);
    } catch (LifecycleException e) {
      LOG.warn("Run {} is purged, but its entries are not erased yet", id, e);
    }
  }
}
