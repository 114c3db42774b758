package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.Experiments.Following;
import io.lifecycle4j.tracking.RunListener;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Reads a run on a thread of its own as it grows. */
final class RunFollower implements Following {
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final ExperimentTracker tracker;
  private final String id;
  private final RunListener listener;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closed;

  RunFollower(ExperimentTracker tracker, String id, RunListener listener) {
    this.tracker = tracker;
    this.id = id;
    this.listener = listener;
    this.thread = new Thread(this::work, "lifecycle4j-run-" + id);
    thread.setDaemon(true);
    thread.start();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the listener is told, whatever it is
  private void work() {
    try {
      follow();
    } catch (RuntimeException e) {
      if (!closed) {
        listener.failed(e);
      }
    } finally {
      done.countDown();
    }
  }

  private void follow() {
    long next = 0;
    while (!closed) {
      // asked before reading: what an ended run recorded is there to be read
      RunRecord run = tracker.find(id).orElse(null);
      next =
          tracker.read(
              id,
              next,
              batch -> {
                if (!closed) {
                  listener.recorded(batch);
                }
              });
      if (run != null && run.status() != RunStatus.RUNNING) {
        listener.ended(run);
        return;
      }
      LockSupport.parkNanos(this, INTERVAL.toNanos());
    }
  }

  @Override
  public boolean await(Duration timeout) {
    try {
      return done.await(required(timeout, "timeout").toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while following run " + id, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    if (Thread.currentThread() != thread) { // a listener may close what it listens to
      Joined.uninterruptibly(thread);
    }
  }
}
