package io.lifecycle4j.storage;

import java.util.List;

/**
 * Keeps journals by name.
 *
 * <p>Thread-safe, and safe for several processes. Names are the library's own, never a user's: 1 to
 * 100 characters of {@code a-z}, {@code 0-9} and {@code -}.
 */
public interface JournalStore {
  /**
   * Opens a journal that any process may append to, or creates it.
   *
   * @param name the name
   * @return the journal
   * @throws io.lifecycle4j.error.CorruptDataException if a forced entry is damaged
   */
  Journal shared(String name);

  /**
   * Opens a journal for its one writer, or creates it. It stays the caller's until it is closed or
   * its process dies.
   *
   * @param name the name
   * @return the journal
   * @throws io.lifecycle4j.error.ConflictException if another writer holds it
   */
  Journal owned(String name);

  /**
   * Reads a journal without opening it for writing.
   *
   * @param name the name
   * @param from the first sequence wanted, from 1
   * @return the entries there are now, empty when there are none or there is no such journal
   * @throws io.lifecycle4j.error.CorruptDataException if a forced entry is damaged
   */
  List<JournalEntry> read(String name, long from);

  /**
   * Lists the journals.
   *
   * @return the names, sorted
   */
  List<String> names();
}
