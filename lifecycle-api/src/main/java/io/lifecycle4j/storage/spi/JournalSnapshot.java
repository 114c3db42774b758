package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;

/**
 * A snapshot of the state that results from the entries of a journal, stored as a blob.
 *
 * @param sequence the last entry that the state covers
 * @param blob the state
 */
public record JournalSnapshot(long sequence, BlobId blob) {
  /** Checks the parts. */
  public JournalSnapshot {
    check(sequence >= 1, "Invalid sequence of a snapshot: %s (must be at least 1)", sequence);
    required(blob, "blob of a snapshot");
  }
}
