package io.lifecycle4j.tracking.spi;

import io.lifecycle4j.storage.Durability;

/**
 * Where a run is recorded by its one writer. A backend implements it.
 *
 * <p>Thread-safe. After {@link #close()} it throws {@link IllegalStateException}.
 */
public interface RunLog extends AutoCloseable {
  /**
   * Appends a batch, all of it or nothing.
   *
   * <p>A batch with a {@linkplain RunBatch#token() token} is recorded once however often it is
   * appended, points included, unless more than 1,000 other batches came between. So whoever does
   * not know what became of a batch appends it again. A log that failed goes on as soon as it can.
   *
   * <p>What is refused as an invalid value or name, because something does not exist, or because of
   * a conflict is never tried again, but for its points; the user hears of it.
   *
   * <p>Secrets were taken out of all texts before: a log keeps what it gets.
   *
   * @param batch what happened
   * @param durability what it survives once the call returns
   * @throws io.lifecycle4j.error.ConflictException if a parameter has another value already, unless
   *     the batch begins a segment
   * @throws io.lifecycle4j.error.StorageFailedException if nothing was appended
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it cannot be told whether it was
   */
  void append(RunBatch batch, Durability durability);

  /** Closes the log; the run stays as it is, and others may write it. */
  @Override
  void close();
}
