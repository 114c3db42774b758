package io.lifecycle4j.storage.spi;

import io.lifecycle4j.storage.VerifyDepth;
import java.util.List;

/**
 * Verifies the journals of a store, and prepares copies of journals.
 *
 * <p>Thread-safe. Reached by {@link JournalStore#maintenance()}.
 */
public interface JournalMaintenance {
  /**
   * Looks for damage. Changes nothing, and takes no lock.
   *
   * @param name the journal
   * @param depth how closely to look
   * @throws io.lifecycle4j.error.NotFoundException if there is no such journal
   * @throws io.lifecycle4j.error.CorruptDataException if something is wrong, with where
   */
  void verify(String name, VerifyDepth depth);

  /**
   * Returns what was cut from journals since the store was opened. Default: nothing, for a storage
   * whose appends are all or nothing by themselves.
   *
   * @return one for each journal that had to be cut, in the order it was done
   */
  default List<Recovery> recoveries() {
    return List.of();
  }

  /**
   * Creates a journal that begins with a later entry, as if all before had been trimmed; durable on
   * return. For a copy of a journal of which only the end is left.
   *
   * @param name the name
   * @param kind who writes it
   * @param first the sequence of the entry that will be appended first
   * @throws io.lifecycle4j.error.ConflictException if the journal is chained, has entries, or had
   *     some
   * @throws io.lifecycle4j.error.InvalidValueException if the sequence is less than 1
   */
  void begin(String name, JournalKind kind, long first);
}
