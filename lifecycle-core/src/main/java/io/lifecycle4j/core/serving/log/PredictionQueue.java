package io.lifecycle4j.core.serving.log;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of predictions for the log. Thread-safe for many producers and one consumer.
 *
 * <p>A producer that finds it full waits while the log makes progress. After a second without
 * progress, what does not fit is rejected at once, until there is progress again.
 */
final class PredictionQueue {
  static final long MOST_BYTES = 1 << 23;

  /** The number of predictions that fit, if their answers are short. */
  static final int CAPACITY = (int) (MOST_BYTES / LogEntry.BYTES);

  /** How long producers wait without progress. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Queue<LogEntry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final LongSupplier nanos;

  /** How often room was made. */
  private volatile long progress;

  /** Whether a producer waited in vain; cleared by progress. */
  private volatile boolean stuck;

  PredictionQueue(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Adds a prediction; returns false if there is no room and no progress, or if it is larger than
   * the queue.
   */
  boolean put(LogEntry entry) {
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

  /** Returns the first prediction without removing it; null if there is none. */
  @Nullable LogEntry first() {
    return queue.peek();
  }

  /** Removes the first prediction; {@link #free} releases its room later. */
  void removeFirst() {
    queue.poll();
  }

  /** Releases the room of what was removed. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by the only consumer
  void free(long room) {
    bytes.addAndGet(-room);
    progress++;
    stuck = false;
  }
}
