package io.lifecycle4j.storage.spi;

import io.lifecycle4j.error.ClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An append-only sequence of payloads, read in order.
 *
 * <p>Thread-safe. Readers take no lock and see the longest valid prefix, also while another process
 * writes. Interrupting a thread never damages a journal: {@code append} completes, and the
 * interrupt status stays set. After {@link #close()} every method throws {@link ClosedException}.
 *
 * <p>An implementation needs only a conditional write: an append succeeds only if the journal still
 * ends where the writer expects. {@link JournalChecks} contains the checks of every implementation,
 * with the messages that the contract tests expect.
 */
public interface Journal extends AutoCloseable {
  /**
   * Appends a batch atomically, and waits until it has the requested durability, however long the
   * device takes. Batches that wait concurrently share one fsync.
   *
   * @param batch the batch
   * @return the sequence of its last payload; for a token that was already appended, the sequence
   *     of that batch
   * @throws io.lifecycle4j.error.InvalidValueException if the batch is larger than {@link
   *     JournalStore#MAX_BATCH_BYTES}
   * @throws io.lifecycle4j.error.ConflictException if the journal does not end with the expected
   *     sequence; nothing was appended
   * @throws io.lifecycle4j.error.OverloadedException if another writer holds the journal for too
   *     long; nothing was appended
   * @throws io.lifecycle4j.error.StorageFailedException if the storage fails; nothing was appended
   * @throws io.lifecycle4j.error.UnknownOutcomeException if an fsync fails, or the virtual machine
   *     fails during the append: {@linkplain #reopen() reopen}, then append the same token again
   */
  long append(Batch batch);

  /**
   * Reads entries in order.
   *
   * @param from the first sequence to read, from 1
   * @param action receives each current entry, in order
   * @throws io.lifecycle4j.error.NotFoundException if the first entries of the range were trimmed
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is corrupt; the
   *     entries before it were passed to the action
   */
  void read(long from, Consumer<JournalEntry> action);

  /**
   * Reads entries in order.
   *
   * @param from the first sequence to read, from 1
   * @return the current entries, empty if there are none
   * @throws io.lifecycle4j.error.NotFoundException if the first entries of the range were trimmed
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is corrupt
   */
  default List<JournalEntry> read(long from) {
    List<JournalEntry> entries = new ArrayList<>();
    read(from, entries::add);
    return entries;
  }

  /**
   * Returns the range of entries of the journal, and its recorded state.
   *
   * @return the state, with the snapshot and, if the journal is chained, the link of its newest
   *     entry
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is corrupt
   */
  JournalState state();

  /**
   * Returns the sequence of the newest entry.
   *
   * @return the sequence, or 0 if the journal is empty
   */
  default long sequence() {
    return state().sequence();
  }

  /**
   * Waits until the journal reaches a sequence.
   *
   * @param sequence the sequence to wait for
   * @param timeout the longest wait
   * @return true if it was reached
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted;
   *     nothing was changed
   */
  boolean await(long sequence, Duration timeout);

  /**
   * Makes every current entry survive a power failure, including entries of other writers. Entries
   * become readable before they are durable: call this method before acting on one.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if an entry that is readable now may be
   *     lost: reopen, then read again
   * @throws io.lifecycle4j.error.UnknownOutcomeException likewise, if the failure occurs in this
   *     call
   */
  void force();

  /**
   * Reopens the journal after a failure, like closing and opening an owned journal, except that no
   * other writer can own it in between. A batch whose outcome was unknown is then either present or
   * not; appended again, it is present once. Entries that would not survive a power failure may be
   * lost; read again. Without a failure, nothing happens.
   *
   * <p>Default: does nothing, for a journal that can be appended to after any failure.
   *
   * @throws io.lifecycle4j.error.ConflictException if the journal is not owned, because other
   *     processes may have acted on what they read from it
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be opened now; try again
   */
  default void reopen() {
    sequence(); // Throws if it is closed.
  }

  /**
   * Records a snapshot of the state that results from the entries, durable on return. It replaces
   * an earlier snapshot, and the next opening need not read the entries that it covers. It is a
   * cache: without it, reading starts at the first entry.
   *
   * @param snapshot the state, and the last entry that it covers
   * @throws io.lifecycle4j.error.ConflictException if a snapshot of a later state is already
   *     recorded
   * @throws io.lifecycle4j.error.InvalidValueException if the journal is shorter
   */
  void snapshot(JournalSnapshot snapshot);

  /**
   * Erases entries, durable on return: their bytes are removed from the home.
   *
   * @param before the oldest entry to keep; entries from there on are not changed
   * @throws io.lifecycle4j.error.InvalidValueException if the journal is shorter
   * @throws io.lifecycle4j.error.ConflictException if it is chained, or if it is shared and no
   *     snapshot covers the entries to erase
   * @throws io.lifecycle4j.error.UnknownOutcomeException if the bytes may still exist: trim again
   */
  void trim(long before);

  /**
   * Closes the journal: appended entries are made durable by fsync, and other writers may own the
   * journal. Waits for appends in progress, but at most 30 seconds for a device that does not
   * respond: then this is logged, and the journal is released as soon as the device responds.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if an fsync fails
   * @throws io.lifecycle4j.error.UnknownOutcomeException if the device does not respond in time, or
   *     if it is unknown whether the entries are durable
   */
  @Override
  void close();
}
