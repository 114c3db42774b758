package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.error.OperationInterruptedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets threads wait for a journal to grow. They are woken by writers of this JVM, and poll for
 * those of other processes.
 */
final class Waiters {
  private static final long LOOK_AGAIN_MILLIS = 100;

  /** The number of wake-ups; guarded by this. */
  private long grown;

  synchronized void wake() {
    grown++;
    notifyAll();
  }

  private synchronized long grown() {
    return grown;
  }

  /** Checks a condition repeatedly, outside the monitor, until it holds. */
  boolean await(BooleanSupplier reached, Duration timeout) {
    long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)); // saturates
    long begin = System.nanoTime();
    try {
      while (true) {
        long before = grown();
        if (reached.getAsBoolean()) {
          return true;
        }
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          return false;
        }
        await(before, TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while waiting for a journal", e);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private synchronized void await(long before, long millis) throws InterruptedException {
    if (grown == before) {
      wait(Math.min(millis, LOOK_AGAIN_MILLIS));
    }
  }
}
