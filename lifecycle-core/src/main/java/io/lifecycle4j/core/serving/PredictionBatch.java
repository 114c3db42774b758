package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.serving.PredictionLog.Entry;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predictions that are written next. Used by one thread.
 *
 * <p>They stay here until they are acknowledged: what is encoded is appended again under the very
 * same token, and an {@link Error} at any point loses none.
 */
final class PredictionBatch {
  private static final int MOST = 4_096;
  private static final long MOST_BYTES = 1 << 20;

  private final PredictionQueue queue;

  /** Made once: taking takes no memory. */
  private final Entry[] entries = new Entry[MOST];

  private int size;
  private long bytes;
  private @Nullable Batch batch;

  /** How many were appended since the log was opened. */
  private long appended;

  /** The room of what was appended that is not given back yet. */
  private long room;

  PredictionBatch(PredictionQueue queue) {
    this.queue = queue;
  }

  boolean isEmpty() {
    return size == 0 && entries[0] == null && queue.first() == null;
  }

  /** Returns what is to be appended now; null if there is nothing. */
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

  @SuppressWarnings("ReferenceEquality") // this very entry
  private void take() {
    while (size < MOST && bytes < MOST_BYTES) {
      Entry next = entries[size]; // here already if an error came behind this line the last time
      if (next == null) {
        next = queue.first();
      }
      if (next == null) {
        return;
      }
      long more = next.bytes();
      entries[size] = next; // it is here before it is no longer there
      if (queue.first() == next) {
        queue.removeFirst();
      }
      bytes += more;
      size++;
    }
  }

  /** Returns how many predictions were appended since the log was opened. */
  long appended() {
    return appended;
  }

  /** Forgets what was appended. */
  void done() {
    for (int i = 0; i < size; i++) {
      entries[i] = null;
    }
    appended += size; // nothing is called here that could fail
    room += bytes;
    batch = null;
    size = 0;
    bytes = 0;
    queue.free(room);
    room = 0;
  }
}
