package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.UnknownOutcomeException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The few threads that write journals.
 *
 * <p>Why: an interrupt closes the channel a thread is working on, for all threads. Callers hand
 * their work over and wait, whatever their interrupt flag says; the flag is kept.
 */
final class JournalThreads implements AutoCloseable {
  private static final int THREADS = 16;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ThreadPoolExecutor executor;

  JournalThreads() {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "lifecycle4j-journal-" + NUMBER.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
  }

  /** Tells whether a thread may stay with a journal that has nothing to write just now. */
  boolean calm() {
    return executor.getQueue().isEmpty() && !executor.isShutdown();
  }

  /** Does something on one of the threads and waits for it. */
  <T> T call(Callable<T> task) {
    try {
      return await(executor.submit(task));
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
  }

  private static IllegalStateException closed(RejectedExecutionException e) {
    return new IllegalStateException("The home is closed", e);
  }

  /** Waits, and keeps the interrupt flag for later. */
  static <T> T await(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw onThisThread(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns what was thrown on another thread, with the trace of this one added. */
  private static RuntimeException onThisThread(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException thrown) {
      thrown.addSuppressed(new CallerTrace());
      return thrown;
    }
    return new UnknownOutcomeException("A journal thread failed: " + cause, cause);
  }

  /** Shows where the caller was, since the exception was made on another thread. */
  private static final class CallerTrace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallerTrace() {
      super("called from");
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

  /** A piece of work whose end can be waited for. */
  static final class Task<T> extends CompletableFuture<T> {
    private final Callable<T> work;

    Task(Callable<T> work) {
      this.work = work;
    }

    @SuppressWarnings("checkstyle:IllegalCatch") // who waits gets it
    void perform() {
      try {
        complete(work.call());
      } catch (Throwable e) {
        completeExceptionally(e);
      }
    }
  }
}
