package io.lifecycle4j.core.tracking;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunLog;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** How much may wait, in points; together with the largest batch it fits into one document. */
  private static final int CAPACITY = 1 << 16;

  private static final int BYTES_OF_A_POINT = 64;

  /** How much that is not points is put together, in bytes; far below what one entry may have. */
  private static final int MAX_FACTS = 1 << 20;

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
  private int facts;
  private boolean ended;

  /** Why something was dropped that can never be recorded; guarded by the lock of writers. */
  private @Nullable RuntimeException refused;

  /** Whether it was told that nothing can be recorded; guarded by the lock of writers. */
  private boolean failing;

  private final AtomicBoolean closing = new AtomicBoolean();

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

  /**
   * Adds a batch, of which nothing is recorded without the rest.
   *
   * @param bytes what it takes beside points
   * @return false if what is there must be recorded first, or it would be too much for one batch
   */
  synchronized boolean add(RunBatch batch, int bytes) {
    checkGoing();
    if (facts > 0 && facts + bytes > MAX_FACTS) {
      return false;
    }
    added.add(batch);
    size += 1 + batch.points().size() + bytes / BYTES_OF_A_POINT;
    facts += bytes;
    return true;
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
    RuntimeException cause = refusal();
    if (cause != null) {
      throw cause;
    }
  }

  private @Nullable RuntimeException refusal() {
    writers.lock();
    try {
      RuntimeException cause = refused;
      refused = null; // told once
      return cause;
    } finally {
      writers.unlock();
    }
  }

  /** Records a batch at once, ahead of what waits; of one that fails nothing is kept. */
  void recordNow(RunBatch batch) {
    writers.lock();
    try {
      checkGoing();
      log.append(batch, durability);
    } finally {
      writers.unlock();
    }
  }

  /** Records what is there unless somebody else does so now; for the thread of the recorder. */
  void recordSome() {
    if (writers.tryLock()) {
      recordAndUnlock();
    }
  }

  /** Records what was added before, so that whoever reads now sees it; failures can wait. */
  void show() {
    writers.lock();
    recordAndUnlock();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // callers hear of it when they wait
  private void recordAndUnlock() {
    try {
      record();
    } catch (RuntimeException | Error e) {
      if (!failing) { // once, however often it is tried
        failing = true;
        LOG.warn(NOT_NOW, id, e);
      }
    } finally {
      writers.unlock();
    }
  }

  /** Records everything that was added before, or throws. */
  void recordAll() {
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
    appendUnrecorded();
    unrecorded = take();
    appendUnrecorded();
    failing = false;
  }

  private void appendUnrecorded() {
    RunBatch batch = unrecorded;
    if (batch == null) {
      return;
    }
    try {
      log.append(batch, durability);
    } catch (InvalidValueException
        | InvalidNameException
        | NotFoundException
        | ConflictException e) {
      // never will be taken, and what comes later must not wait for it
      LOG.error("Run {}: what was logged beside metrics is refused, and dropped", id, e);
      refused = e;
      RunBatch points = points(batch);
      if (batch.onlyPoints() || points.points().isEmpty()) {
        unrecorded = null;
        return;
      }
      unrecorded = points;
      log.append(points, durability);
    }
    unrecorded = null;
  }

  private static RunBatch points(RunBatch batch) {
    RunBatch.Builder points = RunBatch.builder();
    batch.points().forEach(points::point);
    return points.build();
  }

  /** Takes everything that was added, in one batch; callers do not wait until that is made. */
  private @Nullable RunBatch take() {
    RunBatch.Builder taken;
    synchronized (this) {
      if (size == 0) {
        return null;
      }
      taken = added;
      clear();
    }
    return taken.build();
  }

  private void clear() {
    added = RunBatch.builder();
    size = 0;
    facts = 0;
  }

  synchronized boolean isGoing() {
    return !ended;
  }

  synchronized void checkGoing() {
    if (ended) {
      throw new IllegalStateException("The run " + id + " has ended");
    }
  }

  /** Ends the run, which must go on. */
  void end(RunEnd end) {
    if (!endUnlessEnded(end)) {
      checkGoing();
    }
  }

  /**
   * Ends the run unless somebody else did. Only an end that is durable ends it: after a full disk
   * it can be tried again.
   *
   * @return whether it went on until now
   */
  boolean endUnlessEnded(RunEnd end) {
    writers.lock();
    try {
      if (!isGoing()) {
        return false;
      }
      record();
      append(end);
    } finally {
      writers.unlock();
    }
    closeEnded();
    return true;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // without an end the run goes on, whatever it is
  private void append(RunEnd end) {
    RunBatch last = lastBatch(end);
    try {
      log.append(last, Durability.POWER);
    } catch (RuntimeException | Error e) {
      goOn(last);
      throw e;
    }
  }

  /** Takes what came since the last batch together with the end; nothing is added after it. */
  private synchronized RunBatch lastBatch(RunEnd end) {
    RunBatch batch = RunBatch.builder().add(added.build()).end(end).build();
    clear();
    ended = true;
    return batch;
  }

  private synchronized void goOn(RunBatch last) {
    ended = false;
    RunBatch left = RunBatch.builder().add(last).build(); // but not the end
    unrecorded = left.onlyPoints() && left.points().isEmpty() ? null : left;
  }

  /** That others can record the run a little later is no reason to say it has not ended. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the end is durable, whatever it is
  private void closeEnded() {
    try {
      close();
    } catch (RuntimeException e) {
      LOG.warn("Run {} has ended, but its log cannot be closed", id, e);
    }
  }

  /** Lets others record the run; what was logged and not recorded is lost. */
  @Override
  public void close() {
    synchronized (this) {
      ended = true;
    }
    if (closing.compareAndSet(false, true)) {
      try {
        log.close();
      } finally {
        closed.accept(this);
      }
    }
  }
}
