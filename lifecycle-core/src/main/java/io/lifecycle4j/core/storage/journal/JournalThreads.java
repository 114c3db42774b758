package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.error.UnknownOutcomeException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that write the journals of a home.
 *
 * <p>Why: an interrupt closes the channel a thread is working on, for all threads. Callers hand
 * their work over and wait, whatever their interrupt flag says; the flag is kept.
 */
public final class JournalThreads implements AutoCloseable {
  private static final int THREADS = 16;
  private static final Logger LOG = LoggerFactory.getLogger(JournalThreads.class);

  /** Whether a thread is one of these just now. */
  private static final ThreadLocal<Boolean> WRITING = ThreadLocal.withInitial(() -> false);

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** How many threads work for this home; guarded by this. */
  private int busy;

  @SuppressWarnings("checkstyle:IllegalCatch") // a thread that cannot be started is an Error
  synchronized void execute(Runnable task) {
    checkOpen();
    if (busy == THREADS) {
      waiting.add(task);
      return;
    }
    busy++;
    try {
      HomeThreads.execute(() -> run(task));
    } catch (RuntimeException | Error e) {
      busy--;
      throw e;
    }
  }

  /** Does something that may as well be left undone, if a thread is free; tells whether it is. */
  @SuppressWarnings("checkstyle:IllegalCatch") // a thread that cannot be started is an Error
  synchronized boolean ifFree(Runnable task) {
    if (closed || busy == THREADS) {
      return false;
    }
    try {
      execute(task);
      return true;
    } catch (RuntimeException | Error e) {
      LOG.debug("No thread could be started", e);
      return false;
    }
  }

  /** Whatever a task throws, its thread is free again: tasks tell those who wait themselves. */
  @SuppressWarnings("checkstyle:IllegalCatch") // also that there is no memory left
  private void run(Runnable first) {
    WRITING.set(true);
    try {
      runAll(first);
    } finally {
      WRITING.remove();
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // also that there is no memory left
  private void runAll(Runnable first) {
    for (Runnable task = first; task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.warn("A task of a journal failed", e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    if (next == null) {
      busy--;
    }
    return next;
  }

  /** Tells whether a thread may stay with a journal that has nothing to write just now. */
  boolean calm() {
    return waiting.isEmpty() && !closed;
  }

  /** Throws on a thread that writes a journal: what it waits for there may never be written. */
  static void checkMayWait() {
    if (WRITING.get()) {
      throw new IllegalStateException(
          "Cannot wait for a journal on a thread that writes one (what is chained to a future must"
              + " not wait: chain it with an Async method, such as thenRunAsync)");
    }
  }

  /** Does something on one of the threads and waits for it. */
  <T> T call(Callable<T> task) {
    checkMayWait();
    FutureTask<T> future = new FutureTask<>(task);
    execute(future);
    return await(future);
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

  /** Throws if the home was closed. */
  public void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The home is closed");
    }
  }

  /** Takes nothing more; what was taken is done. */
  @Override
  public synchronized void close() {
    closed = true;
  }

  /** A piece of work whose end can be waited for. */
  static final class Task<T> extends Work<T> {
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
