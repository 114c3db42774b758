package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * A thread that the library owns: a daemon, without the class loader of whoever comes first, and
 * waited for only so long.
 *
 * <p>Hand it a {@link java.util.concurrent.FutureTask} for work that is done once, which keeps
 * whatever is thrown for who waits, or {@link Rounds} for work that goes on whatever is thrown.
 */
public final class OwnedThread extends Thread {
  /** How the names of all threads of the library begin. */
  private static final String PREFIX = "lifecycle4j-";

  /**
   * Creates a thread, which does not run yet.
   *
   * @param name what it is for
   * @param task what it does
   */
  public OwnedThread(String name, Runnable task) {
    super(null, task, PREFIX + name, 0, false);
    setDaemon(true);
    // it may outlive whoever starts it, whose class loader must not be kept
    setContextClassLoader(OwnedThread.class.getClassLoader());
  }

  /**
   * Returns what creates the threads of a pool.
   *
   * @param name what they are for
   * @return the factory
   */
  public static ThreadFactory named(String name) {
    return task -> new OwnedThread(name, task);
  }

  /**
   * Starts the thread if the system has one left.
   *
   * @return whether it runs
   */
  public boolean begin() {
    try {
      start();
      return true;
    } catch (OutOfMemoryError e) { // that is how the virtual machine says it
      return false;
    }
  }

  /**
   * Waits until the thread has ended, but not longer than is said, nor on the thread itself, nor in
   * a {@linkplain Callbacks callback} of the library. An interrupt is kept for later.
   *
   * @param bound the longest wait
   * @return whether it has ended, or ends once the current thread returns
   */
  public boolean awaitEnd(Duration bound) {
    return this == Thread.currentThread()
        || Callbacks.isInside()
        || Joining.uninterruptibly(this, bound);
  }
}
