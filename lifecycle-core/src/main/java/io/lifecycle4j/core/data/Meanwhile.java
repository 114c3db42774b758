package io.lifecycle4j.core.data;

import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.error.Typed;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work on its own thread once begun, or otherwise on the thread that joins it. An interrupt of the
 * joining thread is passed on to the working thread, whose exception then names its operation.
 */
final class Meanwhile<T> implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;
  private static final Duration FOREVER = Duration.ofDays(365);

  private final FutureTask<T> task;
  private final String name;
  private volatile @Nullable Thread thread;

  /**
   * Begins nothing yet.
   *
   * @param ended runs after the work, even if it failed before its first statement
   */
  Meanwhile(String name, Supplier<T> work, Runnable ended) {
    this.name = name;
    this.task =
        new FutureTask<>(work::get) {
          @Override
          protected void done() {
            ended.run();
          }
        };
  }

  /** Begins the work; returns false if no thread can be started. */
  boolean begin() {
    OwnedThread started = new OwnedThread(name, task);
    if (!started.begin()) {
      return false;
    }
    thread = started;
    return true;
  }

  /**
   * Waits until the work is done, or does it on this thread.
   *
   * @param waiting runs on this thread from time to time
   */
  void join(Runnable waiting) {
    Thread running = thread;
    if (running == null) {
      task.run();
    }
    boolean interrupted = false;
    try {
      while (!task.isDone()) {
        try {
          task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          waiting.run();
        } catch (InterruptedException e) {
          interrupted = true;
          Objects.requireNonNull(running).interrupt();
        } catch (ExecutionException e) {
          break; // answer() throws it
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns the result of completed work, or throws its exception. */
  T answer() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("not done", e);
    } catch (ExecutionException e) {
      throw Typed.of("read rows", e.getCause() == null ? e : e.getCause());
    }
  }

  /** Stops the work and waits for its thread. */
  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      Joining.uninterruptibly(running, FOREVER);
    }
  }
}
