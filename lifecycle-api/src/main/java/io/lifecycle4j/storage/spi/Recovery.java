package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.Durability;

/**
 * A truncation of the end of a journal that was opened after a crash.
 *
 * <p>Entries that were acknowledged with {@link Durability#POWER} are never truncated; if only a
 * process died, no acknowledged entry is.
 *
 * @param journal the name of the journal
 * @param sequence the last entry that was kept
 * @param offset the offset of the truncation in the file, in bytes
 * @param bytes the number of bytes truncated
 * @param reason why they are invalid
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
