package io.lifecycle4j.core.storage.file;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all homes of this JVM, which are never interrupted.
 *
 * <p>An interrupt closes the channel that a thread is using. If that happens during fsync, the
 * outcome is unknown, and the kernel would report a failure only once, to the closed channel.
 *
 * <p>An idle thread ends soon; starting one takes longer than a write.
 *
 * <p>Waiting uses monitors, which allocate nothing: there may be no memory.
 */
public final class HomeThreads {
  /** How long a thread may take to begin; then another is requested. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** After this many waits for a thread to begin, the waiting thread runs the step itself. */
  private static final int MOST_LOOKS = 3;

  private HomeThreads() {}

  /** A step that uses files. */
  @FunctionalInterface
  public interface Step {
    /** Runs the step. */
    void run() throws IOException;
  }

  /** A step that one thread runs and another waits for. */
  public static final class Doing implements Runnable {
    private final Step step;

    /** Guarded by this, as is the rest. */
    private boolean begun;

    private boolean done;
    private @Nullable Throwable thrown;

    /** Creates a step to be run once, by whichever thread comes first. */
    public Doing(Step step) {
      this.step = step;
    }

    /** Runs the step here, unless another thread has begun. */
    @Override
    @SuppressWarnings("checkstyle:IllegalCatch") // rethrown to the waiting thread, even an Error
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
      synchronized (this) { // calls nothing here that could fail
        thrown = failed;
        done = true;
        notifyAll();
      }
    }

    /** Returns whether the step has completed or failed. */
    public synchronized boolean isDone() {
      return done;
    }

    /**
     * Waits until the step has ended, even if interrupted; keeps the interrupt flag.
     *
     * @throws IOException what the step threw; an {@code Error} as its cause
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

    /** Waits until the step has ended, ignoring what it threw. */
    public void end() {
      boolean interrupted = false;
      for (int looks = 1; !isDone(); looks++) {
        interrupted |= look();
        if (looks == MOST_LOOKS) {
          run(); // no other thread gets to begin it
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** Waits for a moment, and requests another thread if none has begun by then. */
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
   * Waits to be notified; returns whether the thread was interrupted instead, which clears its
   * flag.
   *
   * @param monitor held by the caller
   * @param millis the maximum wait
   */
  @SuppressWarnings("WaitNotInLoop") // callers loop
  public static boolean pause(Object monitor, long millis) {
    try {
      monitor.wait(millis);
      return false;
    } catch (InterruptedException | OutOfMemoryError e) { // there is no memory for the exception
      return true;
    }
  }

  /**
   * Runs a step concurrently on one of the threads; or on this one before returning, if none can be
   * started.
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

  /** Hands over a task; returns why that failed, or null. */
  @SuppressWarnings("checkstyle:IllegalCatch") // a thread that cannot be started is an Error
  private static @Nullable Throwable cannotExecute(Runnable task) {
    try {
      execute(task);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  /** Runs a task on one of the threads. */
  public static void execute(Runnable task) {
    HomeThread.execute(task);
  }

  /**
   * Runs a step where it cannot be interrupted, and waits for it, even if interrupted; keeps the
   * interrupt flag.
   *
   * @throws IOException what the step threw, or that no thread can be started
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

  /** Adds the trace of this thread to an exception from another, and returns it. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the exception matters more than its trace
  public static <T extends RuntimeException> T onThisThread(T thrown) {
    try {
      thrown.addSuppressed(new CallerTrace());
    } catch (Error e) {
      return thrown;
    }
    return thrown;
  }

  /** Shows where the caller was, since the exception was created on another thread. */
  static final class CallerTrace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallerTrace() {
      super("called from");
    }
  }
}
