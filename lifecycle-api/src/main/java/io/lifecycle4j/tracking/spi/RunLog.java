package io.lifecycle4j.tracking.spi;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.storage.Durability;

/**
 * The log of a run, with a single writer. A backend implements it.
 *
 * <p>Thread-safe. After {@link #close()} every method throws {@link ClosedException}.
 */
public interface RunLog extends AutoCloseable {
  /**
   * Appends a batch, all of it or nothing.
   *
   * <p>Idempotent for a batch with a {@linkplain RunBatch#token() token}: it is recorded once,
   * points included, however often it is appended, unless more than 1,000 other batches were
   * appended in between. If the outcome of an append is unknown, append the batch again. A log that
   * failed works again as soon as its storage does.
   *
   * <p>A batch that is rejected because of an invalid value or name, a missing object or a conflict
   * is not retried, except its points; the rejection is reported to the user.
   *
   * <p>Secrets in texts are already redacted: a log stores what it receives.
   *
   * @param batch the batch
   * @param durability what the batch survives after the call returns
   * @throws io.lifecycle4j.error.ConflictException if a parameter already has another value, unless
   *     the batch begins a segment
   * @throws io.lifecycle4j.error.StorageFailedException if nothing was appended
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it is unknown whether the batch was
   *     appended
   */
  void append(RunBatch batch, Durability durability);

  /** Closes the log; the run is not ended, and another writer may open it. */
  @Override
  void close();
}
