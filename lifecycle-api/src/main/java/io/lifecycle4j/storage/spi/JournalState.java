package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;

/**
 * How far a journal goes.
 *
 * @param kind who writes it
 * @param first the oldest entry that was not trimmed, one more than the newest if all was
 * @param sequence the newest entry, 0 if there was none yet
 * @param snapshot the recorded state
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
