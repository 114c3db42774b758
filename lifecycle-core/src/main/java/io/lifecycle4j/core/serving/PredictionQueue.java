package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.PredictionLog.Entry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Predictions on their way to the log, bounded. Thread-safe for those who put; one takes.
 *
 * <p>Who finds it full waits while the log makes progress. When it has made none for a second, what
 * does not fit is refused at once, until it makes progress again.
 */
final class PredictionQueue {
  /** How much may wait. */
  static final long MOST_BYTES = 1 << 23;

  /** How many predictions may wait, if their answers are short. */
  static final int CAPACITY = (int) (MOST_BYTES / Entry.BYTES);

  /** How long there may be no progress before nobody waits for it any more. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final LongSupplier nanos;

  /** How often room was made. */
  private volatile long progress;

  /** Whether somebody waited in vain; cleared by progress. */
  private volatile boolean stuck;

  PredictionQueue(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Takes a prediction, or refuses it when there is no room and none is made. One that is longer
   * than all that may wait is refused.
   *
   * @return whether it was taken
   */
  boolean put(Entry entry) {
    long size = entry.bytes();
    if (size > MOST_BYTES || !(reserve(size) || awaitRoom(size))) {
      return false;
    }
    try {
      queue.add(entry);
      return true;
    } catch (OutOfMemoryError e) {
      bytes.addAndGet(-size);
      return false;
    }
  }

  private boolean reserve(long size) {
    if (bytes.addAndGet(size) <= MOST_BYTES) {
      return true;
    }
    bytes.addAndGet(-size);
    return false;
  }

  private boolean awaitRoom(long size) {
    long begin = nanos.getAsLong();
    long seen = progress;
    while (!stuck) {
      LockSupport.parkNanos(this, 100_000);
      if (reserve(size)) {
        return true;
      }
      long now = nanos.getAsLong();
      if (seen != progress) {
        seen = progress;
        begin = now;
      } else if (now - begin > PATIENCE.toNanos()) {
        stuck = true;
      }
    }
    return false;
  }

  /** The first prediction, which stays; null if there is none. */
  @Nullable Entry first() {
    return queue.peek();
  }

  /** Takes the first prediction; its room is given back later. */
  void removeFirst() {
    queue.poll();
  }

  /** Gives back the room of what was taken. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by the one who takes
  void free(long room) {
    bytes.addAndGet(-room);
    progress++;
    stuck = false;
  }
}
