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
  public interface Step {
    /** Does it. */
    void run() throws IOException;
  }

  /** Something that one thread does and another waits for. */
  public static final class Doing {
    private final FutureTask<Boolean> task;

    private Doing(Step step) {
      task =
          new FutureTask<>(
              () -> {
                step.run();
                return true;
              });
    }

    /** Does it here, unless another thread has begun. */
    public void run() {
      task.run();
    }

    /**
     * Tells whether it was done, or has failed.
     *
     * @return whether there is nothing to wait for
     */
    public boolean isDone() {
      return task.isDone();
    }

    /**
     * Waits until it is done, whatever the flag of interrupts says; the flag is kept.
     *
     * @throws IOException what it threw
     */
    public void await() throws IOException {
      Throwable thrown = ended(task);
      if (thrown != null) {
        throw thrown(thrown);
      }
    }

    /** Waits until it has ended, for who gives up and cares no more what it threw. */
    public void end() {
      ended(task);
    }
  }

  /**
   * Names something that is done once by who comes first.
   *
   * @param step what is to be done
   * @return what is to be run, and waited for
   */
  public static Doing later(Step step) {
    return new Doing(step);
  }

  /**
   * Does something on one of the threads, meanwhile.
   *
   * @param step what is to be done
   * @return what is to be waited for
   */
  public static Doing begin(Step step) {
    Doing doing = new Doing(step);
    execute(doing.task);
    return doing;
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
    begin(step).await();
  }

  /** Waits until a task has ended; returns what it threw, or null. */
  private static @Nullable Throwable ended(FutureTask<Boolean> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get();
          return null;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return e.getCause();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException thrown(Throwable cause) {
    if (cause instanceof IOException failed) {
      return failed;
    }
    if (cause instanceof RuntimeException failed) {
      throw failed;
    }
    return new IOException(String.valueOf(cause), cause);
  }
}
