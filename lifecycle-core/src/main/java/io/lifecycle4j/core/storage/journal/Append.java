package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.storage.Batch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way into a journal. What became of it is noted under the journal's lock and told
 * when the lock is given up.
 */
final class Append extends Work<Long> {
  /** Null once told: the queue holds the last append until the next one comes. */
  private @Nullable Batch batch;

  private final long bytes;
  private long sequence;
  private @Nullable RuntimeException failure;

  Append(Batch batch, long bytes) {
    this.batch = batch;
    this.bytes = bytes;
  }

  Batch batch() {
    return Objects.requireNonNull(batch);
  }

  long bytes() {
    return bytes;
  }

  /** The last entry of the batch, or 0 if it was not written. */
  long sequence() {
    return sequence;
  }

  /** Notes where the batch ends, which is its answer unless it fails. */
  void end(long last) {
    sequence = last;
  }

  void fail(RuntimeException cause) {
    sequence = 0;
    failure = cause;
  }

  boolean failed() {
    return failure != null;
  }

  void tell() {
    batch = null;
    if (failure == null) {
      complete(sequence);
    } else {
      completeExceptionally(failure);
    }
  }
}
