package io.lifecycle4j.core.training;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.TrainingFailedException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one training on a thread of the library, since a native engine changes settings of the
 * thread it trains on.
 */
final class TrainingThread {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingThread.class);

  private final String name;
  private volatile boolean cancelled;

  /** Whether the model was closed during the training. */
  private volatile boolean stopped;

  /** Guarded by this. */
  private @Nullable Begun begun;

  private record Begun(OwnedThread thread, FutureTask<?> task) {}

  TrainingThread(String name) {
    this.name = name;
  }

  /**
   * Runs a training and waits for it.
   *
   * @param training receives whether to stop
   * @throws OperationInterruptedException if the caller is interrupted; thrown once the training
   *     has ended, even if it ran to completion
   * @throws ClosedException if it is {@linkplain #stop stopped}
   * @throws TrainingFailedException if the training returns null or throws an exception that is not
   *     of the library
   */
  <T> T run(Function<BooleanSupplier, T> training) {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    FutureTask<@Nullable T> task =
        new FutureTask<>(() -> Callbacks.call(() -> result(training, thrown)));
    OwnedThread thread = new OwnedThread("training-" + name, task);
    begin(thread, task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          T result = task.get();
          Throwable cause = thrown.get();
          if (stopped) {
            throw stopped(cause);
          }
          if (cause != null) {
            throw failure(cause, interrupted);
          }
          return result(result, interrupted);
        } catch (InterruptedException e) {
          interrupted = true;
          cancelled = true; // the trainer checks it between two batches
          thread.interrupt();
        } catch (ExecutionException e) {
          throw failure(e, interrupted);
        } catch (CancellationException e) {
          throw stopped(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Begins unless stopped; once this returns, {@link #stop} finds the thread alive. */
  private synchronized void begin(OwnedThread thread, FutureTask<?> task) {
    if (stopped) {
      throw stopped(null);
    }
    Begun fresh = new Begun(thread, task);
    if (!thread.begin()) {
      throw new OverloadedException(
          "Cannot train " + name + ": no thread can be started (end some, and try again)");
    }
    begun = fresh;
  }

  /**
   * Asks the trainer to end, which may store its state before. Its caller gets what it throws.
   *
   * @param bound how long to wait for its end
   */
  void cancel(Duration bound) {
    @Nullable Begun under;
    synchronized (this) {
      cancelled = true;
      under = stopped ? null : begun; // whoever stopped it has waited
    }
    if (under != null && under.thread() != Thread.currentThread()) {
      under.thread().awaitEnd(bound);
    }
  }

  /**
   * Stops the training: the trainer is notified and interrupted. If it does not end in time, it is
   * abandoned and its caller waits no longer.
   *
   * @param bound how long to wait for its end
   */
  void stop(Duration bound) {
    @Nullable Begun under;
    synchronized (this) {
      stopped = true;
      cancelled = true;
      under = begun;
    }
    if (under == null || under.thread() == Thread.currentThread()) {
      return; // it never begins, or its own trainer closes the model
    }
    under.thread().interrupt();
    if (!under.thread().awaitEnd(bound)) {
      LOG.error(
          "The training of {} has not ended after {} s: what it makes is dropped (see what the"
              + " thread {} waits for; a trainer asks its context whether it is cancelled)",
          name,
          bound.toSeconds(),
          under.thread().getName());
      under.task().cancel(false);
    }
  }

  private ClosedException stopped(@Nullable Throwable cause) {
    return new ClosedException("Training was stopped: the model " + name + " is closed", cause);
  }

  /**
   * Returns what was thrown separately: wrapping it in an exception would call its methods, which
   * may throw.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error of a trainer is a failure like any other
  private <T> @Nullable T result(
      Function<BooleanSupplier, T> training, AtomicReference<@Nullable Throwable> thrown) {
    try {
      return training.apply(() -> cancelled);
    } catch (Throwable e) {
      thrown.set(e);
      return null;
    }
  }

  private static <T> T result(@Nullable T result, boolean interrupted) {
    if (interrupted) {
      throw new OperationInterruptedException("Training was interrupted");
    }
    if (result == null) {
      throw new TrainingFailedException("Training failed: the trainer gave null (needs a model)");
    }
    return result;
  }

  private static RuntimeException failure(Throwable cause, boolean interrupted) {
    if (interrupted) {
      return new OperationInterruptedException("Training was interrupted", cause);
    }
    return cause instanceof LifecycleException known
        ? known
        : new TrainingFailedException(
            "Training failed: " + FreeText.of("failure of a training", cause), cause);
  }
}
