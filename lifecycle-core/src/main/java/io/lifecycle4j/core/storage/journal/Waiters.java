package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.error.OperationInterruptedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets threads wait for a journal to grow: woken by writers of this JVM, and looking again by
 * themselves, since writers of other processes wake nobody.
 */
final class Waiters {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();

  void wake() {
    lock.lock();
    try {
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean await(BooleanSupplier reached, Duration timeout) {
    long left = nanos(timeout);
    lock.lock();
    try {
      while (!reached.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        long slice = Math.min(left, LOOK_AGAIN_NANOS);
        left -= slice - Math.max(0, grown.awaitNanos(slice));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while waiting for a journal", e);
    } finally {
      lock.unlock();
    }
  }

  /** Saturates, since "for ever" is more nanoseconds than a long holds. */
  private static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    return timeout.compareTo(FOR_EVER) < 0 ? timeout.toNanos() : FOR_EVER.toNanos();
  }
}
