package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.JournalStore;
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
  static long size(Batch batch) {
    long bytes = 0;
    for (byte[] payload : required(batch, "batch").payloads()) {
      bytes += payload.length + OVERHEAD;
    }
    check(
        bytes <= JournalStore.MAX_BATCH_BYTES,
        "Invalid batch: %s bytes (must be at most %s)",
        bytes,
        JournalStore.MAX_BATCH_BYTES);
    return bytes;
  }

  static void expected(String journal, Batch batch, long sequence) {
    if (batch.expected() != Batch.ANY && batch.expected() != sequence) {
      throw new ConflictException(
          String.format(
              "Cannot append to journal %s: it ends with entry %d (expected %d)",
              journal, sequence, batch.expected()));
    }
  }

  static ConflictException notOwner(String name) {
    return new ConflictException("Cannot write journal " + name + ": another writer holds it");
  }

  static ConflictException otherKind(String name, boolean chained) {
    return new ConflictException(
        String.format(
            "Cannot open journal %s: it is %s", name, chained ? "chained" : "not chained"));
  }

  static NotFoundException trimmed(String name, long from, long first) {
    return new NotFoundException(
        String.format(
            "Entry %d of journal %s was trimmed (it begins with entry %d)", from, name, first));
  }

  static NotFoundException missing(String name) {
    return new NotFoundException("Journal does not exist: " + name);
  }
}
