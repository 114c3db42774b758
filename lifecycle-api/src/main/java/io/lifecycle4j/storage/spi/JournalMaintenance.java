package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.VerifyDepth;
import java.util.List;
import java.util.function.Consumer;

/**
 * Verifies the journals of a store, and creates copies of journals.
 *
 * <p>Thread-safe. Obtained from {@link JournalStore#maintenance()}.
 */
public interface JournalMaintenance {
  /**
   * Verifies a journal. Changes nothing, and takes no lock.
   *
   * @param name the journal
   * @param depth how thoroughly to verify
   * @throws io.lifecycle4j.error.NotFoundException if there is no such journal
   * @throws io.lifecycle4j.error.CorruptDataException if it is corrupt; the message states the
   *     place
   */
  void verify(String name, VerifyDepth depth);

  /**
   * Reads what is left of a corrupt journal that is not chained, without what says which of it is
   * current. Entries come in order and without a gap, perhaps also some that were trimmed. Default:
   * nothing.
   *
   * @param name the journal
   * @param from the first entry to read
   * @param action receives each entry
   */
  default void salvage(String name, long from, Consumer<JournalEntry> action) {
    JournalChecks.name(name);
    JournalChecks.sequence(from);
    required(action, "action");
  }

  /**
   * Returns what was truncated from journals since the store was opened. Default: nothing, for a
   * storage with atomic appends.
   *
   * @return one entry for each truncated journal, in the order of truncation
   */
  default List<Recovery> recoveries() {
    return List.of();
  }

  /**
   * Creates a journal that begins with a later entry, as if all earlier entries had been trimmed;
   * durable on return. Used to copy a journal that was trimmed.
   *
   * @param name the name
   * @param kind the kind of the journal
   * @param first the sequence of the first entry to append
   * @throws io.lifecycle4j.error.ConflictException if the journal is chained, or has or had entries
   * @throws io.lifecycle4j.error.InvalidValueException if the sequence is less than 1
   */
  void begin(String name, JournalKind kind, long first);
}
