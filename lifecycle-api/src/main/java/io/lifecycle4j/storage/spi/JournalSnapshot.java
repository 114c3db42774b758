package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;

/**
 * The state that the entries of a journal add up to, kept as a blob.
 *
 * @param sequence the last entry that went into the state
 * @param blob the state
 */
public record JournalSnapshot(long sequence, BlobId blob) {
  /** Checks the parts. */
  public JournalSnapshot {
    check(sequence >= 1, "Invalid sequence of a snapshot: %s (must be at least 1)", sequence);
    required(blob, "blob of a snapshot");
  }
}
