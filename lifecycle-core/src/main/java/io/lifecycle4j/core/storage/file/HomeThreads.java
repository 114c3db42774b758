package io.lifecycle4j.core.storage.file;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all homes of this JVM, which nobody interrupts.
 *
 * <p>Why: an interrupt closes the channel a thread is working on. A force that it ends has neither
 * been done nor failed, and the kernel would tell of a failure only once, to the channel that is
 * closed.
 *
 * <p>A thread that has nothing to do ends soon; to start one takes longer than to write.
 */
public final class HomeThreads {
  private static final long IDLE_MILLIS = 50;
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final ThreadPoolExecutor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_MILLIS,
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          HomeThread::new);

  private HomeThreads() {}

  /** One of the threads. */
  private static final class HomeThread extends Thread {
    HomeThread(Runnable task) {
      super(task, "lifecycle4j-home-" + NUMBER.incrementAndGet());
      setDaemon(true);
    }
  }

  /** Something that is done with files. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /**
   * Does something on one of the threads.
   *
   * @param task what is to be done
   */
  public static void execute(Runnable task) {
    THREADS.execute(task);
  }

  /**
   * Does something where no interrupt comes to it and waits, whatever the flag says; it is kept.
   */
  static void run(Step step) throws IOException {
    Thread caller = Thread.currentThread();
    if (caller instanceof HomeThread && !caller.isInterrupted()) {
      step.run();
      return;
    }
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              step.run();
              return true;
            });
    execute(task);
    await(task);
  }

  private static void await(FutureTask<Boolean> task) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw thrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException thrown(@Nullable Throwable cause) {
    if (cause instanceof IOException failed) {
      return failed;
    }
    if (cause instanceof RuntimeException failed) {
      throw failed;
    }
    return new IOException(String.valueOf(cause), cause);
  }
}
