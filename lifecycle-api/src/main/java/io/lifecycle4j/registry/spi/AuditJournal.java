package io.lifecycle4j.registry.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.spi.Journal;
import java.util.UUID;

/**
 * The {@linkplain io.lifecycle4j.storage.spi.JournalStore#chained chained} journal with the entries
 * of a registry.
 *
 * @param home the id of the blob store beside it, which the first link contains
 * @param name its name, which the first link contains
 * @param journal the journal, which is only read
 * @param read the newest entry that the registry has read or written so far, 0 for none: no fewer
 *     may be there
 */
public record AuditJournal(UUID home, String name, Journal journal, long read) {
  /** Checks the parts. */
  public AuditJournal {
    required(home, "home");
    required(name, "journal name");
    required(journal, "journal");
    check(read >= 0, "Invalid sequence: %s (must be at least 0)", read);
  }
}
