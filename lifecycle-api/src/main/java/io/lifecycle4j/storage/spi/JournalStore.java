package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stores journals by name.
 *
 * <p>Thread-safe, also across processes. Names are 1 to 100 characters of {@code a-z}, {@code 0-9}
 * and {@code -}. Names that begin with {@link #OWN} are for applications; all others are reserved
 * for the library.
 */
public interface JournalStore {
  /**
   * The prefix of the names of journals of applications. Maintenance copies and verifies such a
   * journal, but does not know which blobs its entries reference: {@linkplain
   * io.lifecycle4j.maintenance.Maintenance#pin pin} them before the entry is appended. In a home
   * with any other journal that is unknown to the library, garbage collection and tiering throw.
   */
  String OWN = "own-";

  /** The largest batch: the sum of the payloads, plus 64 bytes for each. */
  int MAX_BATCH_BYTES = 1 << 26;

  /**
   * Opens a journal, or creates it. The caller owns an {@link JournalKind#OWNED} journal until the
   * journal is closed or the process dies; any process may open the others.
   *
   * @param name the name
   * @param kind the kind of the journal
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if it exists with another kind, or if it is
   *     owned and another writer holds it
   */
  Journal open(String name, JournalKind kind);

  /**
   * Opens a journal that any process may append to, or creates it.
   *
   * @param name the name
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if it exists with another kind
   */
  default Journal shared(String name) {
    return open(name, JournalKind.SHARED);
  }

  /**
   * Opens a shared journal whose entries form a hash chain, or creates it: an entry that is changed
   * later no longer matches those that follow. It cannot be trimmed. The link of an entry is the
   * SHA-256 of the previous link, its sequence in 8 bytes and its payload; a copy of the
   * {@linkplain JournalState#chain() newest link}, kept elsewhere, proves later that no entry up to
   * it was changed.
   *
   * @param name the name
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if it exists with another kind
   */
  default Journal chained(String name) {
    return open(name, JournalKind.CHAINED);
  }

  /**
   * Opens a journal for its single writer, or creates it. The caller owns it until it is closed or
   * the process dies.
   *
   * @param name the name
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if another writer holds it, or if it exists with
   *     another kind
   */
  default Journal owned(String name) {
    return open(name, JournalKind.OWNED);
  }

  /**
   * Returns whether a writer currently holds an owned journal. Changes nothing, and works even if
   * the journal cannot be opened: on a full or read-only disk.
   *
   * <p>Default: unknown, so a writer may hold it.
   *
   * @param name the name
   * @return true if {@link #owned} would throw because of another writer
   */
  default boolean isOwned(String name) {
    required(name, "journal name");
    return true;
  }

  /**
   * Reads a journal without opening it for writing.
   *
   * @param name the name
   * @param from the first sequence to read, from 1
   * @param action receives each current entry, in order; none if there is no such journal
   * @throws io.lifecycle4j.error.NotFoundException if the first entries of the range were trimmed
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is corrupt; the
   *     entries before it were passed to the action
   */
  void read(String name, long from, Consumer<JournalEntry> action);

  /**
   * Reads a journal without opening it for writing.
   *
   * @param name the name
   * @param from the first sequence to read, from 1
   * @return the current entries, empty if there are none or there is no such journal
   * @throws io.lifecycle4j.error.NotFoundException if the first entries of the range were trimmed
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is corrupt
   */
  default List<JournalEntry> read(String name, long from) {
    List<JournalEntry> entries = new ArrayList<>();
    read(name, from, entries::add);
    return entries;
  }

  /**
   * Returns the state of a journal, without opening it for writing.
   *
   * @param name the name
   * @return the state, or empty if there is no such journal
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is corrupt
   */
  Optional<JournalState> state(String name);

  /**
   * Lists the journals.
   *
   * @return the names, sorted
   */
  List<String> names();

  /**
   * Lists the journals whose names begin with a prefix. A store that has many journals should
   * override it, since it is called often.
   *
   * @param prefix the prefix
   * @return the names, sorted
   */
  default List<String> names(String prefix) {
    required(prefix, "prefix");
    return names().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  /**
   * Returns the maintenance of these journals: verification and copies.
   *
   * @return the maintenance
   */
  JournalMaintenance maintenance();
}
