package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;

/**
 * The range of entries of a journal, and its recorded state.
 *
 * @param kind the kind of the journal
 * @param first the oldest entry that was not trimmed; one more than the newest if all were
 * @param sequence the newest entry, 0 if there was none yet
 * @param snapshot the recorded snapshot
 * @param chain the link of the newest entry, if the journal is chained
 */
public record JournalState(
    JournalKind kind,
    long first,
    long sequence,
    Optional<JournalSnapshot> snapshot,
    Optional<String> chain) {
  /** Checks the parts. */
  public JournalState {
    required(kind, "kind of a journal");
    check(first >= 1, "Invalid sequence: %s (must be at least 1)", first);
    check(sequence >= first - 1, "Invalid sequence: %s (must be at least %s)", sequence, first - 1);
    required(snapshot, "snapshot");
    required(chain, "chain");
  }
}
