package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.JournalSnapshot;
import java.util.Optional;

/** Who writes a journal, and what may be done to what is written. */
enum JournalKind {
  /** Any process. */
  SHARED,
  /** Any process; each entry is linked to the one before. */
  CHAINED,
  /** One writer. */
  OWNED;

  boolean chained() {
    return this == CHAINED;
  }

  /** Throws unless a snapshot may be recorded. */
  void checkSnapshot(JournalSnapshot snapshot, long sequence, Optional<JournalSnapshot> recorded) {
    check(
        snapshot.sequence() <= sequence,
        "Invalid snapshot of entry %s (the journal ends with entry %s)",
        snapshot.sequence(),
        sequence);
    if (recorded.isPresent() && recorded.get().sequence() > snapshot.sequence()) {
      throw new ConflictException(
          String.format(
              "Cannot record the snapshot of entry %d: there is one of entry %d",
              snapshot.sequence(), recorded.get().sequence()));
    }
  }

  /** Throws unless everything before a sequence may be erased. */
  void checkTrim(long before, long sequence, Optional<JournalSnapshot> snapshot) {
    check(
        before >= 1 && before <= sequence + 1,
        "Invalid sequence: %s (must be 1 to %s)",
        before,
        sequence + 1);
    if (this == CHAINED) {
      throw new ConflictException("Cannot trim a chained journal: its history is kept for ever");
    }
    long held = snapshot.map(JournalSnapshot::sequence).orElse(0L);
    if (this == SHARED && held < before - 1) {
      throw new ConflictException(
          String.format(
              "Cannot trim a shared journal before entry %d: its snapshot holds entries up to %d",
              before, held));
    }
  }
}
