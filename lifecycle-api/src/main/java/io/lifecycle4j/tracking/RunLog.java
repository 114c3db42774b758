package io.lifecycle4j.tracking;

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
   * <p>A batch that failed may be appended again: what is recorded twice is the same as once, but
   * for points, of which the history then has two.
   *
   * @param batch what happened
   * @param durability what it survives once the call returns
   * @throws io.lifecycle4j.error.ConflictException if a parameter has another value already, unless
   *     the batch begins a segment
   * @throws io.lifecycle4j.error.StorageFailedException if nothing was appended
   */
  void append(RunBatch batch, Durability durability);

  /** Closes the log; the run stays as it is, and others may write it. */
  @Override
  void close();
}
