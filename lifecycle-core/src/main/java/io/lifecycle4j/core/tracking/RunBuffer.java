package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what is logged to a run.
 *
 * <p>Callers only add to a {@link RunIntake}. The recording thread takes all of it as one batch
 * under the writer lock, which keeps batches in order. That thread is the one of {@link
 * WriteBehind} every few milliseconds, a caller that waits, or a caller that finds the intake full.
 * A batch that could not be recorded is kept and is the first to be retried, unchanged, since it
 * may have been recorded. Until it is recorded, a field always refers to what was taken, even if an
 * {@link Error} is thrown in between.
 */
final class RunBuffer implements WriteBehind.Source, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunBuffer.class);
  private static final String NOT_NOW =
      "Run {} cannot be recorded now; what was logged is kept and tried again";

  /** The limit of suppressed rejections; later ones are dropped. */
  private static final int MOST_REFUSALS = 10;

  private final RunIntake intake;
  private final RunLog log;
  private final Durability durability;
  private final boolean synchronous;
  private final WriteBehind behind;
  private final Consumer<RunBuffer> closed;
  private final SafeLock writers = new SafeLock(RunBuffer.class);

  /** Handed over and not a batch yet; guarded by the writer lock. */
  @Nullable List<Object> taken;

  /** The batch that could not be recorded; guarded by the writer lock. */
  private @Nullable RunBatch unrecorded;

  /** An end whose outcome is unknown; guarded by the writer lock. */
  private @Nullable RunBatch ending;

  /** Why something was dropped that can never be recorded; guarded by the writer lock. */
  private @Nullable RuntimeException refused;

  /** Whether the failure has been logged; guarded by the writer lock. */
  private boolean failing;

  /** When the background retries; guarded by the writer lock. */
  private final Backoff retry;

  private final AtomicBoolean closing = new AtomicBoolean();

  /** Begins empty; {@code closed} is called once, when the buffer is closed. */
  RunBuffer(
      RunIntake intake,
      RunLog log,
      Durability durability,
      boolean synchronous,
      WriteBehind behind,
      Consumer<RunBuffer> closed,
      LongSupplier nanos) {
    this.intake = intake;
    this.log = log;
    this.durability = durability;
    this.synchronous = synchronous;
    this.behind = behind;
    this.closed = closed;
    this.retry = new Backoff(nanos);
  }

  String id() {
    return intake.id();
  }

  boolean isGoing() {
    return intake.isGoing();
  }

  /** Returns whether the run can be ended: it goes on, or the outcome of its end is unknown. */
  private boolean isUnended() {
    return !closing.get() && (ending != null || intake.isGoing());
  }

  /** Adds a sample of the system, unless the run has ended or too much is pending; never waits. */
  void sampled(Map<String, Double> values) {
    intake.sample(values);
    behind.wake();
  }

  /** Records at once if calls are synchronous, otherwise soon. */
  void taken() {
    if (synchronous) {
      flush();
    } else {
      behind.wake();
    }
  }

  /** Records everything added before, and waits for it; throws a pending rejection. */
  void flush() {
    intake.checkGoing();
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
      refused = null; // thrown once
      return cause;
    } finally {
      writers.unlock();
    }
  }

  /** Records a batch at once, before what is pending; a batch that fails is not kept. */
  void recordNow(RunBatch batch) {
    writers.lock();
    try {
      intake.checkGoing();
      appendUnrecorded();
      log.append(batch, durability);
    } finally {
      writers.unlock();
    }
  }

  /** Records what is pending, unless another thread is recording or a retry is not due yet. */
  @Override
  public boolean write() {
    if (!writers.tryLock()) {
      return true;
    }
    try {
      return !retry.isDue() || recordOrKeep();
    } finally {
      writers.unlock();
    }
  }

  /** Records what was added before, so that readers see it; a failure is deferred. */
  void show() {
    writers.lock();
    try {
      recordOrKeep();
    } finally {
      writers.unlock();
    }
  }

  /** Records, and keeps what fails; returns whether there was anything. */
  @SuppressWarnings("checkstyle:IllegalCatch") // thrown to callers when they wait
  private boolean recordOrKeep() {
    try {
      return record();
    } catch (RuntimeException | Error e) {
      retry.failed();
      if (!failing) { // logged once, however many retries follow
        failing = true;
        LOG.warn(NOT_NOW, id(), e);
      }
      return true;
    }
  }

  /** Records everything added before, or throws. */
  void recordAll() {
    try {
      writers.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "Run " + id() + " was interrupted while it waited", e);
    }
    try {
      record();
    } catch (StorageFailedException e) {
      throw new StorageFailedException(
          "Run "
              + id()
              + " cannot be recorded now: "
              + e.getMessage()
              + " (free space or mend the disk: the run goes on, and what it took is kept)",
          e);
    } finally {
      writers.unlock();
    }
  }

  /** Records everything; returns whether there was anything. */
  private boolean record() {
    boolean any = appendUnrecorded();
    intake.handOver(this);
    any |= appendUnrecorded();
    failing = false;
    retry.succeeded();
    return any;
  }

  private boolean appendUnrecorded() {
    RunBatch batch = unrecorded;
    if (batch == null && taken != null) {
      batch = RunIntake.batch(taken);
      unrecorded = batch;
      taken = null;
    }
    if (batch == null) {
      return false;
    }
    append(batch);
    return true;
  }

  private void append(RunBatch batch) {
    try {
      log.append(batch, durability);
      unrecorded = null;
    } catch (InvalidValueException
        | InvalidNameException
        | NotFoundException
        | ConflictException e) {
      // it can never be recorded, and must not block what follows
      if (refused == null) { // logged once until a caller receives it
        LOG.error("Run {}: what was logged beside metrics is refused, and dropped", id(), e);
      }
      refuse(e);
      RunBatch points = batch.onlyPoints() ? null : points(batch);
      unrecorded = points;
      if (points != null) {
        append(points);
      }
    }
  }

  private void refuse(RuntimeException cause) {
    if (refused == null) {
      refused = cause;
    } else if (refused != cause && refused.getSuppressed().length < MOST_REFUSALS) {
      refused.addSuppressed(cause); // an exception cannot suppress itself
    }
  }

  private static @Nullable RunBatch points(RunBatch batch) {
    RunBatch.Builder points = RunBatch.builder().token(Ids.token());
    batch.points().forEach(points::point);
    return points.isEmpty() ? null : points.build();
  }

  /**
   * Ends the run unless it has ended. Only a durable end ends it: after a full disk the call can be
   * repeated.
   *
   * @return whether this call ended the run
   * @throws LifecycleException a rejection not thrown before; the run has ended
   */
  boolean endUnlessEnded(RunEnd end) {
    RuntimeException cause;
    writers.lock();
    try {
      if (!isUnended()) {
        return false;
      }
      RunBatch last = ending;
      if (last == null) {
        record(); // while the run still accepts calls, since this may fail
        last = begin(end);
      } else {
        log.append(last, Durability.POWER);
      }
      last.end().map(RunEnd::status).ifPresent(intake::end);
      ending = null;
      cause = refused;
    } finally {
      writers.unlock();
    }
    closeEnded();
    if (cause != null) {
      throw cause;
    }
    return true;
  }

  /** Ends the run; if the end is known not to be recorded, the run goes on. */
  @SuppressWarnings("checkstyle:IllegalCatch") // without an end the run goes on
  private RunBatch begin(RunEnd end) {
    intake.end(); // nothing may follow the end
    try {
      record();
      RunBatch last = RunBatch.builder().token(Ids.token()).end(blaming(end)).build();
      ending = last;
      log.append(last, Durability.POWER);
      return last;
    } catch (RuntimeException | Error e) {
      if (ending == null || isNothingAppended(e)) {
        ending = null;
        intake.goOn();
      }
      throw e;
    }
  }

  private static boolean isNothingAppended(Throwable e) {
    return e instanceof LifecycleException
        && !(e instanceof UnknownOutcomeException)
        && !(e instanceof OperationInterruptedException);
  }

  /** Adds a rejection that was not thrown yet to the cause of an end. */
  private RunEnd blaming(RunEnd end) {
    if (refused == null) {
      return end;
    }
    RunStatus status = end.status() == RunStatus.FINISHED ? RunStatus.FAILED : end.status();
    String cause = end.cause().isEmpty() ? "" : end.cause() + "; ";
    return new RunEnd(status, end.time(), cause + CauseText.of(refused));
  }

  /** A failure to close the log only delays other recorders, so it is logged and not thrown. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the end is durable, whatever was thrown
  private void closeEnded() {
    try {
      close();
    } catch (RuntimeException e) {
      LOG.warn("Run {} has ended, but its log cannot be closed", id(), e);
    }
  }

  /** Releases the journal to other recorders; what was logged and not recorded is lost. */
  @Override
  public void close() {
    intake.end();
    if (closing.compareAndSet(false, true)) {
      try {
        log.close();
      } finally {
        closed.accept(this);
      }
    }
  }
}
