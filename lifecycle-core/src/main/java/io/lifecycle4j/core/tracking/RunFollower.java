package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Joining;
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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a run on a thread of its own as it grows. */
final class RunFollower implements Following {
  private static final Logger LOG = LoggerFactory.getLogger(RunFollower.class);
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final ExperimentTracker tracker;
  private final String id;
  private final RunListener listener;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;
  private final Consumer<RunFollower> forget;
  private volatile boolean closed;

  /** Whether the listener is told of the end, after which it hears nothing; of the thread. */
  private boolean telling;

  /** Whether it took it. */
  private volatile boolean told;

  /**
   * Prepares to follow a run.
   *
   * @param forget what to do in the end
   */
  RunFollower(
      ExperimentTracker tracker, String id, RunListener listener, Consumer<RunFollower> forget) {
    this.tracker = tracker;
    this.id = id;
    this.listener = listener;
    this.forget = forget;
    this.thread = new Thread(this::work, "lifecycle4j-run-" + id);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the listener is told, whatever it is
  private void work() {
    try {
      follow();
    } catch (RuntimeException e) {
      fail(e);
    } catch (Error e) {
      fail(new IllegalStateException("The listener of run " + id + " failed", e));
    } finally {
      forget.accept(this);
      done.countDown();
    }
  }

  private void fail(RuntimeException cause) {
    LOG.warn("Run {} is not followed further", id, cause); // few listeners hear of failures
    if (!telling && !closed) {
      listener.failed(cause);
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
        if (!closed) {
          telling = true;
          listener.ended(run);
          told = true;
        }
        return;
      }
      LockSupport.parkNanos(this, INTERVAL.toNanos());
    }
  }

  @Override
  public boolean await(Duration timeout) {
    try {
      long nanos = TimeUnit.NANOSECONDS.convert(required(timeout, "timeout"));
      return done.await(nanos, TimeUnit.NANOSECONDS) && told;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while following run " + id, e);
    }
  }

  void stop() {
    closed = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {
    stop();
    if (Thread.currentThread() != thread) { // a listener may close what it listens to
      Joining.uninterruptibly(thread);
    }
  }
}
