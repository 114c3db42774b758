package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.UnknownOutcomeException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The one thread that writes journals.
 *
 * <p>Why: an interrupt closes the channel a thread is working on, for all threads. Callers hand
 * their work over and wait, whatever their interrupt flag says; the flag is kept.
 */
final class StorageThread implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lifecycle4j-storage");
            thread.setDaemon(true);
            return thread;
          });

  <T> T run(Supplier<T> work) {
    Future<T> future;
    try {
      future = executor.submit(work::get);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("The home is closed", e);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException cause) {
            cause.addSuppressed(new CallerTrace());
            throw cause;
          }
          throw new UnknownOutcomeException("The storage thread failed: " + e.getCause(), e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void checkOpen() {
    if (executor.isShutdown()) {
      throw new IllegalStateException("The home is closed");
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }

  /** Shows where the caller was, since the exception was made on another thread. */
  private static final class CallerTrace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallerTrace() {
      super("called from");
    }
  }
}
