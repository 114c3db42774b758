package io.lifecycle4j.djl.training;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.training.TrainingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Allows only one training at a time to record gradients.
 *
 * <p>PyTorch's gradient recorder and random numbers are global to the process, which loads PyTorch
 * only once, so a static lock covers all their users.
 */
final class TrainingLock {
  private static final ReentrantLock LOCK = new ReentrantLock(true);
  private static final long POLL_MILLIS = 50;

  private TrainingLock() {}

  static void acquire(TrainingContext context) {
    String stopped = "Training did not start: the caller gave up while another training went on";
    try {
      while (!LOCK.tryLock(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (context.cancelled()) {
          throw new OperationInterruptedException(stopped);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(stopped, e);
    }
  }

  static void release() {
    LOCK.unlock();
  }
}
