package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.serving.PredictionLog.Entry;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
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

  PredictionBatch(PredictionQueue queue) {
    this.queue = queue;
  }

  boolean isEmpty() {
    return size == 0 && queue.first() == null;
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

  private void take() {
    Entry next = queue.first();
    while (next != null && size < MOST && bytes < MOST_BYTES) {
      entries[size] = next; // it is here before it is no longer there
      queue.removeFirst();
      size++;
      bytes += next.bytes();
      next = queue.first();
    }
  }

  /** Forgets what was appended; returns how many predictions that are. */
  int done() {
    int count = size;
    long room = bytes;
    batch = null;
    size = 0;
    bytes = 0;
    Arrays.fill(entries, 0, count, null);
    queue.free(room);
    return count;
  }
}
