package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes predictions to an owned journal, behind the callers' backs.
 *
 * <p>A caller only puts its prediction into a queue. One thread empties the queue every {@value
 * #PERIOD_MILLIS} ms: that is what a {@code kill -9} can lose. The queue holds {@value #CAPACITY};
 * a caller that finds it full waits, so that nothing is dropped. An idle log costs nothing: its
 * thread sleeps until it is woken.
 */
final class PredictionLog implements AutoCloseable {
  static final long PERIOD_MILLIS = 10;
  static final int CAPACITY = 65_536;

  private static final Logger LOG = LoggerFactory.getLogger(PredictionLog.class);
  private static final int BATCH = 4_096;
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int IDLE_ROUNDS = 100;

  private final Supplier<Journal> opener;
  private @Nullable Journal journal;
  private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread writer;
  private volatile boolean asleep;
  private volatile boolean closed;
  private boolean failed;

  /** One prediction. */
  record Entry(long number, Instant time, int version, long nanos, Answer<?> answer) {}

  /**
   * Starts a log.
   *
   * @param opener opens the journal, when the first prediction is to be written
   */
  PredictionLog(String model, Supplier<Journal> opener) {
    this.opener = opener;
    this.writer = new Thread(this::write, "lifecycle4j-predictions-" + model);
    writer.setDaemon(true);
    writer.start();
  }

  void append(Entry entry) {
    while (waiting.get() >= CAPACITY && !closed && writer.isAlive()) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    waiting.incrementAndGet();
    queue.add(entry);
    if (asleep) {
      LockSupport.unpark(writer);
    }
  }

  private void write() {
    int idle = 0;
    while (!closed) {
      idle = flush() == 0 ? idle + 1 : 0;
      if (idle > IDLE_ROUNDS) {
        sleep();
        idle = 0;
      } else {
        LockSupport.parkNanos(Duration.ofMillis(PERIOD_MILLIS).toNanos());
      }
    }
    flush();
  }

  private void sleep() {
    asleep = true;
    if (queue.isEmpty()
        && !closed) { // looked at after the flag is up: an append in between wakes us
      LockSupport.park(this);
    }
    asleep = false;
  }

  private int flush() {
    int written = 0;
    List<Entry> batch = take();
    while (!batch.isEmpty()) {
      written += batch.size();
      append(batch);
      waiting.addAndGet(-batch.size());
      batch = take();
    }
    return written;
  }

  private List<Entry> take() {
    List<Entry> batch = new ArrayList<>();
    long characters = 0;
    for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
      batch.add(entry);
      characters += String.valueOf(entry.answer().value()).length();
      if (batch.size() == BATCH || characters > MAX_CHARACTERS) {
        break;
      }
    }
    return batch;
  }

  private void append(List<Entry> batch) {
    try {
      byte[] payload = PredictionCodec.encode(batch);
      Journal open = journal == null ? opener.get() : journal;
      journal = open;
      open.append(new Batch(Ids.token(), Batch.ANY, List.of(payload), Durability.PROCESS));
      failed = false;
    } catch (RuntimeException e) {
      if (!failed) { // predictions go on without their log; once is enough to say so
        LOG.error("Cannot write the prediction log: {} predictions lost", batch.size(), e);
      }
      failed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    Joining.uninterruptibly(writer);
    if (journal != null) { // the writer has ended: its journal is ours
      journal.close();
    }
  }
}
