package io.lifecycle4j.core.training;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.TrainingFailedException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs one training on a thread of the library's own: a native engine changes settings of the
 * thread it trains on, and the caller's thread is not ours to change.
 */
final class TrainingThread {
  private volatile boolean cancelled;

  /**
   * Runs a training and waits for it.
   *
   * @param training takes the question whether to stop
   * @throws OperationInterruptedException if the caller is interrupted, also when the training did
   *     not stop; it has ended then
   * @throws TrainingFailedException if the training gives null or throws what is not of the library
   */
  <T> T run(String name, Function<BooleanSupplier, T> training) {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    FutureTask<@Nullable T> task =
        new FutureTask<>(() -> Callbacks.call(() -> result(training, thrown)));
    OwnedThread thread = new OwnedThread("training-" + name, task);
    if (!thread.begin()) {
      throw new OverloadedException(
          "Cannot train " + name + ": no thread can be started (end some, and try again)");
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          T result = task.get();
          Throwable cause = thrown.get();
          if (cause != null) {
            throw failure(cause, interrupted);
          }
          return result(result, interrupted);
        } catch (InterruptedException e) {
          interrupted = true;
          cancelled = true; // the trainer sees it between two batches
          thread.interrupt();
        } catch (ExecutionException e) {
          throw failure(e, interrupted);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Keeps what is thrown: an exception around it would ask it what it is, and it may throw. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an error of a trainer is a failure like any other
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
