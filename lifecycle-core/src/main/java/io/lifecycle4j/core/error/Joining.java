package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for threads of the library, even if the waiting thread is interrupted. */
public final class Joining {
  private Joining() {}

  /**
   * Waits a bounded time until a thread has ended. If interrupted, keeps waiting and stays
   * interrupted.
   *
   * @param thread not the current one, which would wait until the timeout; one that was never
   *     started counts as ended
   * @param timeout does not wait if 0 or negative
   * @return whether it has ended
   */
  public static boolean uninterruptibly(Thread thread, Duration timeout) {
    return uninterruptibly(
        timeout,
        left -> {
          TimeUnit.NANOSECONDS.timedJoin(thread, left);
          return !thread.isAlive();
        });
  }

  /** Waits like the other methods until a latch is open; returns whether it is. */
  public static boolean uninterruptibly(CountDownLatch latch, Duration timeout) {
    return uninterruptibly(timeout, left -> latch.await(left, TimeUnit.NANOSECONDS));
  }

  /** Waits like the other methods until a semaphore has so many permits; takes none. */
  public static boolean uninterruptibly(Semaphore semaphore, int permits, Duration timeout) {
    return uninterruptibly(
        timeout,
        left -> {
          boolean all = semaphore.tryAcquire(permits, left, TimeUnit.NANOSECONDS);
          semaphore.release(all ? permits : 0);
          return all;
        });
  }

  @FunctionalInterface
  private interface Wait {
    boolean await(long nanos) throws InterruptedException;
  }

  private static boolean uninterruptibly(Duration timeout, Wait wait) {
    long end = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.await(end - System.nanoTime());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
