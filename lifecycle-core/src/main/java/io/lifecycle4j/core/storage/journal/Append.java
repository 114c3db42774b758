package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way into a journal. What became of it is noted under the journal's lock and told
 * when the lock is given up.
 */
final class Append extends Work<Long> {
  /** The payload of a batch that is nothing else: one payload, no token, no expectation. */
  private byte @Nullable [] alone;

  /** Any other batch. Null once told: who keeps the outcome need not keep the batch. */
  private @Nullable Batch batch;

  private final boolean forces;
  private final int bytes;
  private long sequence;
  private @Nullable RuntimeException failure;

  /**
   * Wraps a batch. What the writer asks of most is noted here: it runs on another core, which would
   * fetch the batch and its list for nothing else.
   */
  Append(Batch batch) {
    this.forces = batch.durability() == Durability.POWER;
    this.alone = batch.alone();
    if (alone == null) {
      this.batch = batch;
    }
    this.bytes = JournalChecks.size(batch);
  }

  /** The batch, unless it is a payload {@link #alone()}. */
  Batch batch() {
    return Objects.requireNonNull(batch);
  }

  long bytes() {
    return bytes;
  }

  /** Whether the batch must survive a power cut. */
  boolean forces() {
    return forces;
  }

  /** The payload if the batch is nothing else, or null. */
  byte @Nullable [] alone() {
    return alone;
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
    alone = null;
    if (failure == null) {
      complete(sequence);
    } else {
      completeExceptionally(failure);
    }
  }
}
