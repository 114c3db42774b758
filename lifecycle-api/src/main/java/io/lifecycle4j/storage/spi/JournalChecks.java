package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks of the arguments of journals, with the same messages for every medium.
 *
 * <p>For implementations of {@link JournalStore} and {@link Journal}: the contract tests expect
 * these exceptions.
 */
public final class JournalChecks {
  /** The most bytes of an entry in addition to its payload. */
  private static final int OVERHEAD = 64;

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,100}");

  private JournalChecks() {}

  /**
   * Returns whether a text is a valid name of a journal.
   *
   * @param name the text
   * @return true if it is valid
   */
  public static boolean isName(String name) {
    required(name, "journal name");
    return NAME.matcher(name).matches();
  }

  /**
   * Throws unless a text is a valid name of a journal.
   *
   * @param name the text
   * @throws io.lifecycle4j.error.InvalidValueException if it is not
   */
  public static void name(String name) {
    check(
        name != null && isName(name),
        "Invalid journal name: '%s' (must be 1 to 100 of a-z, 0-9 and -)",
        name);
  }

  /**
   * Throws unless entries can be read from a sequence on.
   *
   * @param from the first sequence to read
   * @throws io.lifecycle4j.error.InvalidValueException if it is less than 1
   */
  public static void sequence(long from) {
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
  }

  /**
   * Returns the size of a batch.
   *
   * @param batch the batch
   * @return the size in bytes, with 64 for each payload
   * @throws io.lifecycle4j.error.InvalidValueException if it is larger than {@link
   *     JournalStore#MAX_BATCH_BYTES}
   */
  public static int size(Batch batch) {
    required(batch, "batch");
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

  /**
   * Throws if a batch expects another end of the journal.
   *
   * @param journal the name of the journal
   * @param batch the batch
   * @param sequence the newest entry of the journal
   * @throws ConflictException if the batch expects another sequence
   */
  public static void expected(String journal, Batch batch, long sequence) {
    required(journal, "journal name");
    required(batch, "batch");
    if (batch.expected() != Batch.ANY && batch.expected() != sequence) {
      throw new ConflictException(
          String.format(
              "Cannot append to journal %s: it ends with entry %s (expected %s)",
              journal, sequence, batch.expected()));
    }
  }

  /**
   * Returns the exception for a journal that another writer holds.
   *
   * @param name the name of the journal
   * @return the exception
   */
  public static ConflictException notOwner(String name) {
    required(name, "journal name");
    return new ConflictException("Cannot write journal " + name + ": another writer holds it");
  }

  /**
   * Throws unless a journal has the kind with which it is opened.
   *
   * @param name the name of the journal
   * @param wanted the requested kind
   * @param found the actual kind
   * @throws ConflictException if the kinds differ
   */
  public static void kind(String name, JournalKind wanted, JournalKind found) {
    required(name, "journal name");
    required(wanted, "kind of journal");
    required(found, "kind of journal");
    if (wanted != found) {
      throw new ConflictException(
          String.format("Cannot open journal %s as %s: it is %s", name, text(wanted), text(found)));
    }
  }

  /**
   * Throws unless a journal may be reopened after a failure.
   *
   * @param kind the kind of the journal
   * @throws ConflictException if it is not owned
   */
  public static void reopen(JournalKind kind) {
    required(kind, "kind of journal");
    if (kind != JournalKind.OWNED) {
      throw new ConflictException(
          "Cannot reopen a journal that is " + text(kind) + " (must be owned, or reopen the home)");
    }
  }

  private static String text(JournalKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Throws unless a snapshot may be recorded.
   *
   * @param snapshot the new snapshot
   * @param sequence the newest entry of the journal
   * @param recorded the snapshot that it would replace
   * @throws ConflictException if that snapshot is of a later state
   * @throws io.lifecycle4j.error.InvalidValueException if the journal is shorter
   */
  public static void snapshot(
      JournalSnapshot snapshot, long sequence, Optional<JournalSnapshot> recorded) {
    required(snapshot, "snapshot");
    required(recorded, "recorded snapshot");
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

  /**
   * Throws unless all entries before a sequence may be erased.
   *
   * @param kind the kind of the journal
   * @param before the oldest entry to keep
   * @param sequence the newest entry of the journal
   * @param snapshot the recorded snapshot
   * @throws ConflictException if it is chained, or shared and the snapshot does not cover all
   *     entries to erase
   * @throws io.lifecycle4j.error.InvalidValueException if the journal is shorter
   */
  public static void trim(
      JournalKind kind, long before, long sequence, Optional<JournalSnapshot> snapshot) {
    required(kind, "kind of journal");
    required(snapshot, "recorded snapshot");
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

  /**
   * Throws unless a journal may begin with an entry.
   *
   * @param name the name of the journal
   * @param kind the kind of the journal
   * @param first the sequence of the entry
   * @param sequence the newest entry of the journal, 0 if it never had one
   * @throws ConflictException if it is chained, or had entries
   * @throws io.lifecycle4j.error.InvalidValueException if the sequence is less than 1
   */
  public static void begin(String name, JournalKind kind, long first, long sequence) {
    required(name, "journal name");
    required(kind, "kind of journal");
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

  /**
   * Returns the exception for an entry that was trimmed.
   *
   * @param name the name of the journal
   * @param from the requested entry
   * @param first the oldest remaining entry
   * @return the exception
   */
  public static NotFoundException trimmed(String name, long from, long first) {
    required(name, "journal name");
    return new NotFoundException(
        String.format(
            "Entry %s of journal %s was trimmed (it begins with entry %s)", from, name, first));
  }

  /**
   * Returns the exception for a journal that does not exist.
   *
   * @param name the name
   * @return the exception
   */
  public static NotFoundException missing(String name) {
    required(name, "journal name");
    return new NotFoundException("Journal does not exist: " + name);
  }
}
