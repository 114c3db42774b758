package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for the end of threads of the library, also when the waiting one is interrupted. */
public final class Joining {
  private Joining() {}

  /**
   * Waits until a thread has ended; an interrupt is kept for later.
   *
   * @param thread not the current one, which would wait for ever; one that never began has ended
   */
  public static void uninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until a thread has ended, but not longer than a time; an interrupt is kept for later.
   *
   * @param thread not the current one, which would wait for all that time
   * @param timeout the longest wait; none if it is not positive
   * @return whether it has ended
   */
  public static boolean uninterruptibly(Thread thread, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    while (thread.isAlive()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
