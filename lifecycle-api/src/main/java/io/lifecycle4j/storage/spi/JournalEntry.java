package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * A payload of a journal with its sequence.
 *
 * @param sequence the sequence, from 1 without gaps
 * @param payload the bytes, not copied; do not change them
 */
@SuppressWarnings("ArrayRecordComponent") // A copy would double the memory of every read.
public record JournalEntry(long sequence, byte[] payload) {
  /** Checks the parts. */
  public JournalEntry {
    check(sequence >= 1, "Invalid sequence: %s (must be at least 1)", sequence);
    required(payload, "payload");
  }
}
