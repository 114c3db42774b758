package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.error.OperationInterruptedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Lets threads wait for a journal to grow. They are woken by writers of this JVM. For those of
 * other processes they poll the size of a file, and now and then the journal itself, since it may
 * continue in another file.
 */
final class Waiters {
  /** Waking a thread costs most: so often, it takes one or two milliseconds in a second. */
  private static final long SIZE_MILLIS = 50;

  private static final long LOOK_AGAIN_NANOS = 1_000_000_000;

  /** The number of wake-ups; guarded by this. */
  private long grown;

  synchronized void wake() {
    grown++;
    notifyAll();
  }

  private synchronized long grown() {
    return grown;
  }

  /**
   * Checks a condition repeatedly, outside the monitor, until it holds.
   *
   * @param size changes when another process writes
   */
  boolean await(BooleanSupplier reached, LongSupplier size, Duration timeout) {
    long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)); // saturates
    long begin = System.nanoTime();
    try {
      while (true) {
        long before = grown();
        long known = size.getAsLong();
        if (reached.getAsBoolean()) {
          return true;
        }
        long looked = System.nanoTime();
        do {
          long left = nanos - (System.nanoTime() - begin);
          if (left <= 0) {
            return reached.getAsBoolean();
          }
          await(before, TimeUnit.NANOSECONDS.toMillis(left) + 1);
        } while (before == grown()
            && known == size.getAsLong()
            && System.nanoTime() - looked < LOOK_AGAIN_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while waiting for a journal", e);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private synchronized void await(long before, long millis) throws InterruptedException {
    if (grown == before) {
      wait(Math.min(millis, SIZE_MILLIS));
    }
  }
}
