package io.lifecycle4j.storage;

import java.time.Duration;
import java.util.List;

/**
 * Appends payloads that are never changed, and reads them in order.
 *
 * <p>Thread-safe. Readers take no lock and see the longest valid prefix, also while another process
 * writes. After {@link #close()} every method throws {@link IllegalStateException}.
 */
public interface Journal extends AutoCloseable {
  /**
   * Appends a batch, all of it or nothing.
   *
   * @param batch what to append
   * @return the sequence of its last payload; for a token appended before, the sequence it had then
   * @throws io.lifecycle4j.error.ConflictException if the journal does not end with the expected
   *     sequence
   * @throws io.lifecycle4j.error.StorageFailedException if nothing was appended
   * @throws io.lifecycle4j.error.UnknownOutcomeException if a force failed: reopen, then append the
   *     same token again
   */
  long append(Batch batch);

  /**
   * Reads entries in order.
   *
   * @param from the first sequence wanted, from 1
   * @return the entries there are now, empty when there are none
   * @throws io.lifecycle4j.error.CorruptDataException if a forced entry is damaged
   */
  List<JournalEntry> read(long from);

  /**
   * Tells the sequence of the newest entry.
   *
   * @return the sequence, or 0 when the journal is empty
   */
  long sequence();

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

  /** Closes the journal: what was appended is written, and others may own it. */
  @Override
  void close();
}
