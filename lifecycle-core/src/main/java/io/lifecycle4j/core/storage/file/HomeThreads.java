package io.lifecycle4j.core.storage.file;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all homes of this JVM, which nobody interrupts.
 *
 * <p>Why: an interrupt closes the channel a thread is working on. A force that it ends has neither
 * been done nor failed, and the kernel would tell of a failure only once, to the channel that is
 * closed.
 *
 * <p>A thread that has nothing to do ends soon; to start one takes longer than to write.
 *
 * <p>Whoever waits here waits by a monitor: it takes no memory, of which there may be none.
 */
public final class HomeThreads {
  /** So long a thread has to begin; then another is asked for. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** After so many waits for a thread to begin, who waits does it. */
  private static final int MOST_LOOKS = 3;

  private HomeThreads() {}

  /** Something that is done with files. */
  @FunctionalInterface
  public interface Step {
    /** Does it. */
    void run() throws IOException;
  }

  /** Something that one thread does and another waits for. */
  public static final class Doing implements Runnable {
    private final Step step;

    /** Guarded by this, as is the rest. */
    private boolean begun;

    private boolean done;
    private @Nullable Throwable thrown;

    private Doing(Step step) {
      this.step = step;
    }

    /** Does it here, unless another thread has begun. */
    @Override
    @SuppressWarnings("checkstyle:IllegalCatch") // who waits gets it, an Error too
    public void run() {
      synchronized (this) {
        if (begun) {
          return;
        }
        begun = true;
      }
      Throwable failed = null;
      try {
        step.run();
      } catch (Throwable e) {
        failed = e;
      }
      synchronized (this) { // nothing is called here that could fail
        thrown = failed;
        done = true;
        notifyAll();
      }
    }

    /**
     * Returns whether it was done, or has failed.
     *
     * @return whether there is nothing to wait for
     */
    public synchronized boolean isDone() {
      return done;
    }

    /**
     * Waits until it is done, whatever the flag of interrupts says; the flag is kept.
     *
     * @throws IOException what it threw; an {@code Error} as its cause
     */
    public void await() throws IOException {
      end();
      Throwable failed = failed();
      if (failed instanceof IOException known) {
        throw known;
      }
      if (failed instanceof RuntimeException known) {
        throw onThisThread(known);
      }
      if (failed != null) {
        throw new IOException(failed.toString(), failed);
      }
    }

    private synchronized @Nullable Throwable failed() {
      return thrown;
    }

    /** Waits until it has ended, for who gives up and cares no more what it threw. */
    public void end() {
      boolean interrupted = false;
      for (int looks = 1; !isDone(); looks++) {
        interrupted |= look();
        if (looks == MOST_LOOKS) {
          run(); // no thread of ours gets as far as to begin it
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** Waits a little, and looks for another thread if none has begun by then. */
    private boolean look() {
      boolean interrupted = false;
      boolean lost;
      synchronized (this) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done && System.nanoTime() - end < 0) {
          interrupted |= pause(this, PATIENCE.toMillis());
        }
        lost = !begun;
      }
      if (lost) {
        executeOrRun(this);
      }
      return interrupted;
    }
  }

  /**
   * Waits to be notified.
   *
   * @param monitor held by the caller
   * @param millis how long at most
   * @return whether the thread was interrupted instead, which clears its flag
   */
  @SuppressWarnings("WaitNotInLoop") // who is woken looks again
  public static boolean pause(Object monitor, long millis) {
    try {
      monitor.wait(millis);
      return false;
    } catch (InterruptedException | OutOfMemoryError e) { // there is no memory for the exception
      return true;
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
   * Does something on one of the threads, meanwhile; or on this one first, if none can be started.
   *
   * @param step what is to be done
   * @return what is to be waited for
   */
  public static Doing begin(Step step) {
    Doing doing = new Doing(step);
    executeOrRun(doing);
    return doing;
  }

  private static void executeOrRun(Doing doing) {
    if (cannotExecute(doing) != null) {
      doing.run();
    }
  }

  /** Hands a task over; returns why it cannot be, or null. */
  @SuppressWarnings("checkstyle:IllegalCatch") // a thread that cannot be started is an Error
  private static @Nullable Throwable cannotExecute(Runnable task) {
    try {
      execute(task);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  /**
   * Does something on one of the threads.
   *
   * @param task what is to be done
   */
  public static void execute(Runnable task) {
    HomeThread.execute(task);
  }

  /**
   * Does something where no interrupt comes to it and waits, whatever the flag says; it is kept.
   *
   * @param step what is to be done
   * @throws IOException what it threw, or that no thread can be started
   */
  public static void run(Step step) throws IOException {
    Thread caller = Thread.currentThread();
    if (caller instanceof HomeThread && !caller.isInterrupted()) {
      step.run();
      return;
    }
    Doing doing = new Doing(step);
    Throwable refused = cannotExecute(doing);
    if (refused != null) {
      throw new IOException("no thread can be started", refused);
    }
    doing.await();
  }

  /**
   * Adds the trace of this thread to what was thrown on another.
   *
   * @param <T> its type
   * @param thrown what was thrown
   * @return the same
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // what was thrown counts, not that it tells less
  public static <T extends RuntimeException> T onThisThread(T thrown) {
    try {
      thrown.addSuppressed(new CallerTrace());
    } catch (Error e) {
      return thrown;
    }
    return thrown;
  }

  /** Shows where the caller was, since the exception was made on another thread. */
  static final class CallerTrace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallerTrace() {
      super("called from");
    }
  }
}
