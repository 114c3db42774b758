package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for threads of the library to end, even if the waiting thread is interrupted. */
public final class Joining {
  private Joining() {}

  /**
   * Waits until a thread has ended. If interrupted, keeps waiting and stays interrupted.
   *
   * @param thread not the current one, which would wait for ever; one that was never started counts
   *     as ended
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
   * Waits a bounded time until a thread has ended. If interrupted, keeps waiting and stays
   * interrupted.
   *
   * @param thread not the current one, which would wait until the timeout
   * @param timeout does not wait if 0 or negative
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
