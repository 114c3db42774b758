package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.JournalChecks;

/** A batch to be appended, and its outcome, which is set by the thread that writes it. */
final class Append extends Work {
  private final Batch batch;
  private final int bytes;
  private long sequence;
  private boolean begun;

  Append(Batch batch) {
    this.batch = batch;
    this.bytes = JournalChecks.size(batch);
  }

  Batch batch() {
    return batch;
  }

  long bytes() {
    return bytes;
  }

  /** Returns whether the batch must survive a power cut. */
  boolean forces() {
    return batch.durability() == Durability.POWER;
  }

  /** Returns the last entry of the batch, or 0 if it was not written. */
  long sequence() {
    return sequence;
  }

  /** Records where the batch ends: the result unless it fails. */
  void end(long last) {
    sequence = last;
  }

  /** Records that from here on only the file shows whether the batch was written. */
  void begin() {
    begun = true;
  }

  @Override
  boolean begun() {
    return begun;
  }

  void fail(RuntimeException cause) {
    sequence = 0;
    failure = cause;
  }

  boolean failed() {
    return failure != null;
  }
}
