package io.lifecycle4j.core.tracking;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunLog;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged of a run and not recorded yet.
 *
 * <p>Callers only add to a list, under this object's monitor; whoever records takes the whole list
 * as one batch, under the lock of writers, so that batches keep their order. That is the thread of
 * {@link RunRecorder} every few milliseconds, a caller who waits, or a caller who finds the list
 * full. A batch that could not be recorded is kept, and comes first the next time.
 */
final class RunBuffer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunBuffer.class);
  private static final String NOT_NOW =
      "Run {} cannot be recorded now; what was logged is kept and tried again";
  private static final int CAPACITY = 1 << 16;

  private final String id;
  private final RunLog log;
  private final Durability durability;
  private final boolean synchronous;
  private final Consumer<RunBuffer> closed;
  private final ReentrantLock writers = new ReentrantLock();

  /** What was taken from the list and could not be recorded; guarded by the lock of writers. */
  private @Nullable RunBatch unrecorded;

  private RunBatch.Builder added = RunBatch.builder();
  private int size;
  private boolean ended;

  /**
   * Begins with nothing.
   *
   * @param durability what recorded things survive
   * @param synchronous whether every call waits
   * @param closed what to do in the end
   */
  RunBuffer(
      String id,
      RunLog log,
      Durability durability,
      boolean synchronous,
      Consumer<RunBuffer> closed) {
    this.id = id;
    this.log = log;
    this.durability = durability;
    this.synchronous = synchronous;
    this.closed = closed;
  }

  String id() {
    return id;
  }

  /** Adds a point; the caller holds the monitor, and calls {@link #taken} without it. */
  synchronized void add(RunBatch.Point point) {
    checkGoing();
    added.point(point);
    size++;
  }

  /** Adds a batch, of which nothing is recorded without the rest. */
  synchronized void add(RunBatch batch) {
    checkGoing();
    added.add(batch);
    size += 1 + batch.points().size();
  }

  /** Records at once if callers are to wait, or if too much is waiting. */
  void taken() {
    if (synchronous) {
      flush();
    } else if (isFull()) {
      recordAll();
    }
  }

  private synchronized boolean isFull() {
    return size >= CAPACITY;
  }

  /** Records everything that was added before, and waits for it. */
  void flush() {
    checkGoing();
    recordAll();
  }

  /** Records what is there unless somebody else does so now; for the thread of the recorder. */
  @SuppressWarnings("checkstyle:IllegalCatch") // callers hear of it when they wait
  void recordSome() {
    if (writers.tryLock()) {
      try {
        record();
      } catch (RuntimeException e) {
        LOG.warn(NOT_NOW, id, e);
      } finally {
        writers.unlock();
      }
    }
  }

  /** Records what was added before, so that whoever reads now sees it; failures can wait. */
  @SuppressWarnings("checkstyle:IllegalCatch") // callers hear of it when they wait
  void show() {
    writers.lock();
    try {
      record();
    } catch (RuntimeException e) {
      LOG.warn(NOT_NOW, id, e);
    } finally {
      writers.unlock();
    }
  }

  private void recordAll() {
    try {
      writers.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Run " + id + " was interrupted while it waited", e);
    }
    try {
      record();
    } finally {
      writers.unlock();
    }
  }

  private void record() {
    if (unrecorded != null) {
      log.append(unrecorded, durability);
      unrecorded = null;
    }
    unrecorded = take();
    if (unrecorded != null) {
      log.append(unrecorded, durability);
      unrecorded = null;
    }
  }

  /** Takes everything that was added, in one batch; callers do not wait until that is made. */
  private @Nullable RunBatch take() {
    RunBatch.Builder taken;
    synchronized (this) {
      if (size == 0) {
        return null;
      }
      taken = added;
      added = RunBatch.builder();
      size = 0;
    }
    return taken.build();
  }

  synchronized boolean isGoing() {
    return !ended;
  }

  synchronized void checkGoing() {
    if (ended) {
      throw new IllegalStateException("The run " + id + " has ended");
    }
  }

  /** Only an end that is durable ends the run: after a full disk it can be tried again. */
  void end(RunEnd end) {
    checkGoing();
    writers.lock();
    try {
      checkGoing();
      record();
      RunBatch last = lastBatch(end);
      try {
        log.append(last, Durability.POWER);
      } catch (RuntimeException e) {
        goOn(last);
        throw e;
      }
    } finally {
      writers.unlock();
    }
    close();
  }

  /** Takes what came since the last batch together with the end; nothing is added after it. */
  private synchronized RunBatch lastBatch(RunEnd end) {
    ended = true;
    RunBatch batch = added.end(end).build();
    added = RunBatch.builder();
    size = 0;
    return batch;
  }

  private synchronized void goOn(RunBatch last) {
    ended = false;
    unrecorded = RunBatch.builder().add(last).build(); // but not the end
  }

  /** Lets others record the run; what was logged and not recorded is lost. */
  @Override
  public void close() {
    synchronized (this) {
      ended = true;
    }
    try {
      log.close();
    } finally {
      closed.accept(this);
    }
  }
}
