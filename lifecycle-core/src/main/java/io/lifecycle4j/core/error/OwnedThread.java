package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * A thread of the library: a daemon, without the class loader of its creator, and waited for only a
 * bounded time.
 *
 * <p>Use a {@link java.util.concurrent.FutureTask} for work that is done once, which keeps what is
 * thrown for its caller, or {@link Rounds} for work that continues whatever is thrown.
 */
public final class OwnedThread extends Thread {
  /** The prefix of the names of all threads of the library. */
  private static final String PREFIX = "lifecycle4j-";

  public OwnedThread(String name, Runnable task) {
    super(null, task, PREFIX + name, 0, false);
    setDaemon(true);
    // it may outlive its creator, whose class loader must not be kept reachable
    setContextClassLoader(OwnedThread.class.getClassLoader());
  }

  /** Returns a factory for the threads of a pool. */
  public static ThreadFactory named(String name) {
    return task -> new OwnedThread(name, task);
  }

  /** Starts the thread; returns false if the system cannot start one. */
  public boolean begin() {
    try {
      start();
      return true;
    } catch (OutOfMemoryError e) { // thrown by the JVM if no thread can be started
      return false;
    }
  }

  /**
   * Waits a bounded time until the thread has ended. Returns at once if called on the thread
   * itself, or in a {@linkplain Callbacks callback}. If interrupted, keeps waiting and stays
   * interrupted.
   *
   * @return whether it has ended, or will once the current thread returns
   */
  public boolean awaitEnd(Duration bound) {
    return this == Thread.currentThread()
        || Callbacks.isInside()
        || Joining.uninterruptibly(this, bound);
  }
}
