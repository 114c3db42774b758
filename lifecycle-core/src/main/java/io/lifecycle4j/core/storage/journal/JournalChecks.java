package io.lifecycle4j.core.storage.journal;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.JournalKind;
import io.lifecycle4j.storage.JournalSnapshot;
import io.lifecycle4j.storage.JournalStore;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What callers of a journal can get wrong, said in the same words by every medium. */
final class JournalChecks {
  /** What an entry takes beside its payload, at most. */
  private static final int OVERHEAD = 64;

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,100}");

  private JournalChecks() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static void name(String name) {
    check(
        name != null && isName(name),
        "Invalid journal name: '%s' (must be 1 to 100 of a-z, 0-9 and -)",
        name);
  }

  static void sequence(long from) {
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
  }

  /** Returns the size of a batch in bytes. */
  static int size(Batch batch) {
    long bytes = 0;
    for (byte[] payload : batch.payloads()) {
      bytes += payload.length + OVERHEAD;
    }
    check(
        bytes <= JournalStore.MAX_BATCH_BYTES,
        "Invalid batch: %s bytes (must be at most %s)",
        bytes,
        JournalStore.MAX_BATCH_BYTES);
    return (int) bytes;
  }

  static void expected(String journal, Batch batch, long sequence) {
    if (batch.expected() != Batch.ANY && batch.expected() != sequence) {
      throw new ConflictException(
          String.format(
              "Cannot append to journal %s: it ends with entry %s (expected %s)",
              journal, sequence, batch.expected()));
    }
  }

  static ConflictException notOwner(String name) {
    return new ConflictException("Cannot write journal " + name + ": another writer holds it");
  }

  /** Throws unless a journal is of the kind it is opened as. */
  static void kind(String name, JournalKind wanted, JournalKind found) {
    if (wanted != found) {
      throw new ConflictException(
          String.format("Cannot open journal %s as %s: it is %s", name, text(wanted), text(found)));
    }
  }

  /** Throws unless a journal may begin again after a failure. */
  static void reopen(JournalKind kind) {
    if (kind != JournalKind.OWNED) {
      throw new ConflictException(
          "Cannot reopen a journal that is " + text(kind) + " (must be owned, or reopen the home)");
    }
  }

  private static String text(JournalKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Throws unless a snapshot may be recorded. */
  static void snapshot(
      JournalSnapshot snapshot, long sequence, Optional<JournalSnapshot> recorded) {
    check(
        snapshot.sequence() <= sequence,
        "Invalid snapshot of entry %s (the journal ends with entry %s)",
        snapshot.sequence(),
        sequence);
    if (recorded.isPresent() && recorded.get().sequence() > snapshot.sequence()) {
      throw new ConflictException(
          String.format(
              "Cannot record the snapshot of entry %s: there is one of entry %s",
              snapshot.sequence(), recorded.get().sequence()));
    }
  }

  /** Throws unless everything before a sequence may be erased. */
  static void trim(
      JournalKind kind, long before, long sequence, Optional<JournalSnapshot> snapshot) {
    check(
        before >= 1 && before <= sequence + 1,
        "Invalid sequence: %s (must be 1 to %s)",
        before,
        sequence + 1);
    if (kind == JournalKind.CHAINED) {
      throw new ConflictException("Cannot trim a chained journal: its history is kept for ever");
    }
    long held = snapshot.map(JournalSnapshot::sequence).orElse(0L);
    if (kind == JournalKind.SHARED && held < before - 1) {
      throw new ConflictException(
          String.format(
              "Cannot trim a shared journal before entry %s: its snapshot holds entries up to %s",
              before, held));
    }
  }

  /** Throws unless a journal may begin with an entry. */
  static void begin(String name, JournalKind kind, long first, long sequence) {
    sequence(first);
    if (kind == JournalKind.CHAINED) {
      throw new ConflictException("Cannot begin a chained journal later: its history is kept");
    }
    if (sequence > 0) {
      throw new ConflictException(
          String.format(
              "Cannot begin journal %s with entry %s: it ends with entry %s",
              name, first, sequence));
    }
  }

  static NotFoundException trimmed(String name, long from, long first) {
    return new NotFoundException(
        String.format(
            "Entry %s of journal %s was trimmed (it begins with entry %s)", from, name, first));
  }

  static NotFoundException missing(String name) {
    return new NotFoundException("Journal does not exist: " + name);
  }
}
