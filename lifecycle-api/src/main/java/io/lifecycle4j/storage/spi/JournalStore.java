package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps journals by name.
 *
 * <p>Thread-safe, and safe for several processes. Names are 1 to 100 characters of {@code a-z},
 * {@code 0-9} and {@code -}. All but those that begin with {@link #OWN} are the library's own.
 */
public interface JournalStore {
  /**
   * How the name of a journal of the user begins. Maintenance copies and verifies it, and does not
   * ask its entries what they need: pin that ({@link io.lifecycle4j.maintenance.Maintenance#pin})
   * before the entry is appended. A home with any other journal that the library does not know is
   * neither collected nor moved between tiers.
   */
  String OWN = "own-";

  /** The largest batch: payloads together with 64 bytes for each. */
  int MAX_BATCH_BYTES = 1 << 26;

  /**
   * Opens a journal, or creates it. An {@link JournalKind#OWNED} one is the caller's until it is
   * closed or its process dies; the others take any process.
   *
   * @param name the name
   * @param kind who writes it
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if it is there and of another kind, or if it is
   *     owned and another writer holds it
   */
  Journal open(String name, JournalKind kind);

  /**
   * Opens a journal that any process may append to, or creates it.
   *
   * @param name the name
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if it is there and of another kind
   */
  default Journal shared(String name) {
    return open(name, JournalKind.SHARED);
  }

  /**
   * Opens a shared journal whose entries are chained by hashes, or creates it: an entry that was
   * changed later, by whatever means, no longer fits what follows. It cannot be trimmed. The link
   * of an entry is the SHA-256 of the link before it, its sequence in 8 bytes and its payload; a
   * copy of the {@linkplain JournalState#chain() newest link} kept elsewhere proves later that no
   * entry up to it was changed.
   *
   * @param name the name
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if it is there and of another kind
   */
  default Journal chained(String name) {
    return open(name, JournalKind.CHAINED);
  }

  /**
   * Opens a journal for its one writer, or creates it. It stays the caller's until it is closed or
   * its process dies.
   *
   * @param name the name
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if another writer holds it, or if it is there
   *     and of another kind
   */
  default Journal owned(String name) {
    return open(name, JournalKind.OWNED);
  }

  /**
   * Returns whether a writer holds an owned journal just now. Changes nothing, and works where the
   * journal cannot be opened: on a disk that is full, or may only be read.
   *
   * <p>Default: it cannot be told, so a writer may hold it.
   *
   * @param name the name
   * @return whether {@link #owned} would be refused because of another writer
   */
  default boolean isOwned(String name) {
    required(name, "journal name");
    return true;
  }

  /**
   * Reads a journal without opening it for writing.
   *
   * @param name the name
   * @param from the first sequence wanted, from 1
   * @param action takes each entry there is now, in order; none if there is no such journal
   * @throws io.lifecycle4j.error.NotFoundException if entries from there on were trimmed
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is damaged; those
   *     before it were given
   */
  void read(String name, long from, Consumer<JournalEntry> action);

  /**
   * Reads a journal without opening it for writing.
   *
   * @param name the name
   * @param from the first sequence wanted, from 1
   * @return the entries there are now, empty when there are none or there is no such journal
   * @throws io.lifecycle4j.error.NotFoundException if entries from there on were trimmed
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is damaged
   */
  default List<JournalEntry> read(String name, long from) {
    List<JournalEntry> entries = new ArrayList<>();
    read(name, from, entries::add);
    return entries;
  }

  /**
   * Returns how far a journal goes, without opening it for writing.
   *
   * @param name the name
   * @return its state, or empty if there is no such journal
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is damaged
   */
  Optional<JournalState> state(String name);

  /**
   * Lists the journals.
   *
   * @return the names, sorted
   */
  List<String> names();

  /**
   * Returns what only maintenance needs of these journals: verification, copies.
   *
   * @return the maintenance of these journals
   */
  JournalMaintenance maintenance();
}
