package io.lifecycle4j.storage.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Appends payloads that are never changed, and reads them in order.
 *
 * <p>Thread-safe. Readers take no lock and see the longest valid prefix, also while another process
 * writes. Interrupting a thread never damages a journal: {@code append} finishes what it began and
 * leaves the flag set. After {@link #close()} every method throws {@link IllegalStateException}.
 *
 * <p>An implementation needs no more than a conditional write: an append takes place only if the
 * journal still ends where the writer believed it to end. {@link JournalChecks} has what every
 * implementation checks, in the words that the contract tests expect.
 */
public interface Journal extends AutoCloseable {
  /**
   * Appends a batch, all of it or nothing, and waits until it is as durable as it says: as long as
   * the device takes, whatever that is. Batches that wait at the same time share one force.
   *
   * @param batch what to append
   * @return the sequence of its last payload; for a token appended before, the sequence it had then
   * @throws io.lifecycle4j.error.InvalidValueException if the batch is larger than {@link
   *     JournalStore#MAX_BATCH_BYTES}
   * @throws io.lifecycle4j.error.ConflictException if the journal does not end with the expected
   *     sequence; nothing was appended
   * @throws io.lifecycle4j.error.OverloadedException if another writer held the journal for too
   *     long; nothing was appended
   * @throws io.lifecycle4j.error.StorageFailedException if nothing was appended
   * @throws io.lifecycle4j.error.UnknownOutcomeException if a force failed, or the virtual machine
   *     did in the middle: {@linkplain #reopen() reopen}, then append the same token again
   */
  long append(Batch batch);

  /**
   * Reads entries in order.
   *
   * @param from the first sequence wanted, from 1
   * @param action takes each entry there is now, in order
   * @throws io.lifecycle4j.error.NotFoundException if entries from there on were trimmed
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is damaged; those
   *     before it were given
   */
  void read(long from, Consumer<JournalEntry> action);

  /**
   * Reads entries in order.
   *
   * @param from the first sequence wanted, from 1
   * @return the entries there are now, empty when there are none
   * @throws io.lifecycle4j.error.NotFoundException if entries from there on were trimmed
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is damaged
   */
  default List<JournalEntry> read(long from) {
    List<JournalEntry> entries = new ArrayList<>();
    read(from, entries::add);
    return entries;
  }

  /**
   * Returns how far the journal goes, and what is recorded of it.
   *
   * @return the state, with the snapshot and, if the journal is chained, the link of its newest
   *     entry
   * @throws io.lifecycle4j.error.CorruptDataException if an acknowledged entry is damaged
   */
  JournalState state();

  /**
   * Returns the sequence of the newest entry.
   *
   * @return the sequence, or 0 when the journal is empty
   */
  default long sequence() {
    return state().sequence();
  }

  /**
   * Waits until the journal reaches a sequence.
   *
   * @param sequence the sequence to wait for
   * @param timeout the longest wait
   * @return whether it was reached
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted;
   *     nothing was changed
   */
  boolean await(long sequence, Duration timeout);

  /**
   * Makes every entry there is now survive a power cut, whoever appended it. Entries become
   * readable before they are durable: call this before acting on one.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if an entry may be lost that can be read
   *     now: reopen, then read again
   * @throws io.lifecycle4j.error.UnknownOutcomeException as above, found out by this call
   */
  void force();

  /**
   * Begins again after a failure, as closing an owned journal and opening it would, but nobody else
   * can own it in between. A batch whose outcome was unknown is there then, or it is not: appended
   * again, it is there once. What did not survive a power cut may be gone; read again. Without a
   * failure nothing is done.
   *
   * <p>Default: nothing, for a journal that no failure keeps from being appended to.
   *
   * @throws io.lifecycle4j.error.ConflictException if the journal is not owned: others believe what
   *     they read of it
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be opened now; try again
   */
  default void reopen() {
    sequence(); // refuses a closed one
  }

  /**
   * Records the state that the entries add up to, durable on return. It replaces an earlier one,
   * and saves the next opening the reading of what went into it. A cache: without it reading starts
   * at the first entry.
   *
   * @param snapshot the state and how far it goes
   * @throws io.lifecycle4j.error.ConflictException if a snapshot of a later state is recorded
   * @throws io.lifecycle4j.error.InvalidValueException if the journal is shorter
   */
  void snapshot(JournalSnapshot snapshot);

  /**
   * Erases entries, durable on return: their bytes are gone from the home.
   *
   * @param before the oldest entry to keep; entries from there on stay as they are
   * @throws io.lifecycle4j.error.InvalidValueException if the journal is shorter
   * @throws io.lifecycle4j.error.ConflictException if it is chained, or if it is shared and no
   *     snapshot holds what would be erased
   * @throws io.lifecycle4j.error.UnknownOutcomeException if the bytes may still be there: trim
   *     again
   */
  void trim(long before);

  /**
   * Closes the journal: what was appended is forced, and others may own it. Waits for appends that
   * are under way, but for a device that does not answer at most 30 seconds: then the log says so,
   * and the journal is given up as soon as the device answers.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if something could not be forced
   * @throws io.lifecycle4j.error.UnknownOutcomeException if the device did not answer in time, or
   *     it cannot be told whether it was forced
   */
  @Override
  void close();
}
