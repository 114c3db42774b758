package io.lifecycle4j.core.data;

import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.error.Typed;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done on a thread of its own from when that is begun, or else by who asks for
 * the answer. An interrupt of who waits is one of that thread, which then says what it was doing.
 */
final class Meanwhile<T> implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;

  private final FutureTask<T> task;
  private final String name;
  private volatile @Nullable Thread thread;

  /**
   * Begins nothing yet.
   *
   * @param ended what to do behind it, whatever kept it from its first statement or its last
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

  /** Begins to do it; returns false if there is no thread to be had. */
  boolean begin() {
    OwnedThread started = new OwnedThread(name, task);
    if (!started.begin()) {
      return false;
    }
    thread = started;
    return true;
  }

  /**
   * Waits until it is done, or does it.
   *
   * @param waiting is run now and then, on this thread
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
          break; // who asks for the answer is told
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns the answer once it is done, or throws what the work has thrown. */
  T answer() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("not done", e);
    } catch (ExecutionException e) {
      throw Typed.of("read rows", e.getCause() == null ? e : e.getCause());
    }
  }

  /** Ends it and its thread. */
  @Override
  public void close() {
    Thread running = thread;
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
