package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.Durability;

/**
 * What was cut from the end of a journal when it was opened after a crash.
 *
 * <p>Nothing that was acknowledged as {@link Durability#POWER} is ever among it; after the death of
 * a process alone, nothing that was acknowledged at all.
 *
 * @param journal the name of the journal
 * @param sequence the last entry that was kept
 * @param offset where in its file the cut was made, in bytes
 * @param bytes how many bytes were cut
 * @param reason what was wrong with them
 */
public record Recovery(String journal, long sequence, long offset, long bytes, String reason) {
  /** Checks the parts. */
  public Recovery {
    required(journal, "journal");
    check(sequence >= 0, "Invalid sequence of a recovery: %s (must not be negative)", sequence);
    check(offset >= 0, "Invalid offset of a recovery: %s (must not be negative)", offset);
    check(bytes >= 0, "Invalid bytes of a recovery: %s (must not be negative)", bytes);
    required(reason, "reason");
  }
}
