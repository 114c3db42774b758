package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predictions to be written next. Confined to one thread.
 *
 * <p>They are kept until they are acknowledged: an encoded batch is appended again with the same
 * token, and an {@link Error} at any point loses none.
 */
final class PendingEntries {
  private static final int MOST = 4_096;
  private static final long MOST_BYTES = 1 << 20;

  private final PredictionQueue queue;
  private final InputCodec inputs;

  /** Allocated once, so that taking from the queue needs no memory. */
  private final LogEntry[] entries = new LogEntry[MOST];

  private int size;
  private long bytes;
  private @Nullable Batch batch;

  /** The number appended since the log was opened. */
  private long appended;

  /** The bytes of appended predictions not released to the queue yet. */
  private long room;

  PendingEntries(PredictionQueue queue, InputCodec inputs) {
    this.queue = queue;
    this.inputs = inputs;
  }

  boolean isEmpty() {
    return size == 0 && entries[0] == null && queue.first() == null;
  }

  /** Returns the batch to append now; null if there is nothing. */
  @Nullable Batch next() {
    if (batch == null) {
      take();
      if (size > 0) {
        byte[] payload = PredictionCodec.encode(Arrays.asList(entries).subList(0, size));
        batch = new Batch(Ids.token(), Batch.ANY, List.of(payload), Durability.PROCESS);
      }
    }
    return batch;
  }

  @SuppressWarnings("ReferenceEquality") // the same object
  private void take() {
    while (size < MOST && bytes < MOST_BYTES) {
      LogEntry next =
          entries[size]; // set already if an error occurred after this line the last time
      if (next == null) {
        next = queue.first();
      }
      if (next == null) {
        return;
      }
      long more = next.bytes();
      entries[size] = next; // added here before it is removed there
      if (queue.first() == next) {
        queue.removeFirst();
      }
      bytes += more;
      size++;
    }
  }

  /** Returns the number of predictions appended since the log was opened. */
  long appended() {
    return appended;
  }

  /** Drops the batch that was appended. */
  void done() {
    for (int i = 0; i < size; i++) {
      LogEntry logged = entries[i];
      entries[i] = null;
      if (logged != null) {
        inputs.release(logged.number(), logged.input());
      }
    }
    appended += size; // nothing called here can fail
    room += bytes;
    batch = null;
    size = 0;
    bytes = 0;
    queue.free(room);
    room = 0;
  }
}
