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
 * Records what was logged of a run.
 *
 * <p>Callers only add to a {@link RunIntake}; whoever records takes all of it as one batch, under
 * the lock of writers, so that batches keep their order. That is the thread of {@link WriteBehind}
 * every few milliseconds, a caller who waits, or a caller who finds the intake full. A batch that
 * could not be recorded is kept, and that very batch comes first the next time: it may be there.
 * What was taken is held by one field or another until it is recorded, whatever {@link Error} comes
 * in between.
 */
final class RunBuffer implements WriteBehind.Source, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunBuffer.class);
  private static final String NOT_NOW =
      "Run {} cannot be recorded now; what was logged is kept and tried again";

  /** How many more of what was refused are told with the first. */
  private static final int MOST_REFUSALS = 10;

  private final RunIntake intake;
  private final RunLog log;
  private final Durability durability;
  private final boolean synchronous;
  private final WriteBehind behind;
  private final Consumer<RunBuffer> closed;
  private final SafeLock writers = new SafeLock(RunBuffer.class);

  /** What was handed over and is no batch yet; guarded by the lock of writers. */
  private @Nullable List<Object> taken;

  /** The batch that could not be recorded; guarded by the lock of writers. */
  private @Nullable RunBatch unrecorded;

  /** An end of which nobody knows whether it is recorded; guarded by the lock of writers. */
  private @Nullable RunBatch ending;

  /** Why something was dropped that can never be recorded; guarded by the lock of writers. */
  private @Nullable RuntimeException refused;

  /** Whether it was told that nothing can be recorded; guarded by the lock of writers. */
  private boolean failing;

  /** When the background tries again; guarded by the lock of writers. */
  private final Backoff retry;

  private final AtomicBoolean closing = new AtomicBoolean();

  /**
   * Begins with nothing.
   *
   * @param settings what recorded things survive, and whether every call waits
   * @param behind has {@link #write} called
   * @param closed what to do in the end
   * @param nanos tells when to try again
   */
  RunBuffer(
      RunIntake intake,
      RunLog log,
      RunSettings settings,
      WriteBehind behind,
      Consumer<RunBuffer> closed,
      LongSupplier nanos) {
    this.intake = intake;
    this.log = log;
    this.durability = settings.durability();
    this.synchronous = settings.isSynchronous();
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

  /** Returns whether the run can be ended: it goes on, or nobody knows whether it has ended. */
  private boolean isUnended() {
    return !closing.get() && (ending != null || intake.isGoing());
  }

  /**
   * Takes a sample of the system, unless the run has ended or too much waits; waits for nothing.
   */
  void sampled(Map<String, Double> values) {
    intake.sample(values);
    behind.wake();
  }

  /** Records at once if callers are to wait, else soon. */
  void taken() {
    if (synchronous) {
      flush();
    } else {
      behind.wake();
    }
  }

  /** Records everything that was added before, and waits for it. */
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
      intake.checkGoing();
      appendUnrecorded();
      log.append(batch, durability);
    } finally {
      writers.unlock();
    }
  }

  /** Records what is there unless somebody else does so now, or it failed a moment ago. */
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

  /** Records what was added before, so that whoever reads now sees it; failures can wait. */
  void show() {
    writers.lock();
    try {
      recordOrKeep();
    } finally {
      writers.unlock();
    }
  }

  /** Records, and keeps what cannot be; returns whether there was anything. */
  @SuppressWarnings("checkstyle:IllegalCatch") // callers hear of it when they wait
  private boolean recordOrKeep() {
    try {
      return record();
    } catch (RuntimeException | Error e) {
      retry.failed();
      if (!failing) { // once, however often it is tried
        failing = true;
        LOG.warn(NOT_NOW, id(), e);
      }
      return true;
    }
  }

  /** Records everything that was added before, or throws. */
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

  /** Records all of it; returns whether there was anything. */
  private boolean record() {
    boolean any = appendUnrecorded();
    taken = intake.handOver();
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
      // never will be taken, and what comes later must not wait for it
      if (refused == null) { // once, however much is refused until somebody is told
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
      refused.addSuppressed(cause); // nothing suppresses itself
    }
  }

  private static @Nullable RunBatch points(RunBatch batch) {
    RunBatch.Builder points = RunBatch.builder().token(Ids.token());
    batch.points().forEach(points::point);
    return points.isEmpty() ? null : points.build();
  }

  /** Ends the run, which must go on. */
  void end(RunEnd end) {
    if (!endUnlessEnded(end)) {
      intake.checkGoing();
    }
  }

  /**
   * Ends the run unless somebody else did. Only an end that is durable ends it: after a full disk
   * it can be tried again.
   *
   * @return whether it went on until now
   * @throws LifecycleException what was refused and nobody was told of; the run has ended
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
        record(); // while callers may go on: it may fail
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

  /** Ends the run; it goes on if that surely failed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // without an end the run goes on, whatever it is
  private RunBatch begin(RunEnd end) {
    intake.end(); // nothing is added behind it
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

  /** Adds to an end what was refused, and nobody was told of. */
  private RunEnd blaming(RunEnd end) {
    if (refused == null) {
      return end;
    }
    RunStatus status = end.status() == RunStatus.FINISHED ? RunStatus.FAILED : end.status();
    String cause = end.cause().isEmpty() ? "" : end.cause() + "; ";
    return new RunEnd(status, end.time(), cause + CauseText.of(refused));
  }

  /** That others can record the run a little later is no reason to say it has not ended. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the end is durable, whatever it is
  private void closeEnded() {
    try {
      close();
    } catch (RuntimeException e) {
      LOG.warn("Run {} has ended, but its log cannot be closed", id(), e);
    }
  }

  /** Lets others record the run; what was logged and not recorded is lost. */
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
