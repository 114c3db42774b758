package io.lifecycle4j.core.loading;

import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OperationInterruptedException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A version that is being loaded, on a thread of its own.
 *
 * <p>It may be abandoned at any time; what it loads nevertheless is freed. Its end needs no memory
 * but that of the monitor, so that a load that runs out of memory leaves no waiter behind.
 * Thread-safe.
 */
public final class VersionLoad<L extends VersionLoads.Held> {
  /** The interval at which waiters check whether the thread died. */
  private static final long LOOK_MILLIS = 100;

  private final String label;
  private final VersionLoads.Purpose purpose;
  private final Supplier<L> loading;
  private final Consumer<? super VersionLoad<L>> ended;
  private final long begun = System.nanoTime();
  private final Thread thread;

  private @Nullable L result;
  private @Nullable Throwable failure;
  private boolean over;
  private boolean abandoned;

  /** Prepares a load; {@code ended} runs on its thread, once waiters are released. */
  VersionLoad(
      String label,
      VersionLoads.Purpose purpose,
      Supplier<L> loading,
      Consumer<? super VersionLoad<L>> ended,
      @Nullable ClassLoader context) {
    this.label = label;
    this.purpose = purpose;
    this.loading = loading;
    this.ended = ended;
    this.thread = new OwnedThread("load-" + label, this::run);
    thread.setContextClassLoader(context);
  }

  /** Begins to load; if no thread can be started, the load has failed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error fails the load like any exception
  void start() {
    try {
      thread.start();
    } catch (Throwable e) {
      end(null, e);
      ended.accept(this);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error fails the load like any exception
  private void run() {
    try {
      end(loading.get(), null);
    } catch (Throwable e) {
      end(null, e);
    } finally {
      ended.accept(this);
    }
  }

  private void end(@Nullable L loaded, @Nullable Throwable thrown) {
    boolean unwanted;
    synchronized (this) {
      if (over) {
        return; // an error occurred after the end
      }
      unwanted = abandoned;
      result = unwanted ? null : loaded;
      failure = thrown;
      over = true;
      notifyAll();
    }
    if (unwanted && loaded != null) {
      loaded.retire();
    }
  }

  VersionLoads.Purpose purpose() {
    return purpose;
  }

  /** Returns how long ago it began. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Returns whether the load has ended, successfully or not. */
  public synchronized boolean isOver() {
    return over || isDead(); // an error may end the thread
  }

  /** Returns whether nothing is left to do: its result was taken, and its thread has ended. */
  synchronized boolean isDone() {
    return isOver() && result == null && !thread.isAlive();
  }

  private boolean isDead() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  /** Returns whether nobody wants what it loads any more. */
  public synchronized boolean isAbandoned() {
    return abandoned;
  }

  /** Abandons the load; what it has loaded is freed, even later. */
  public void abandon() {
    L unwanted;
    synchronized (this) {
      unwanted = result;
      result = null;
      abandoned = true;
      notifyAll();
    }
    if (unwanted != null) {
      unwanted.retire();
    }
    if (Thread.currentThread() != thread) {
      thread.interrupt(); // a load that waits for a disk may react
    }
  }

  /**
   * Waits until the load has ended or is abandoned; returns false after the timeout.
   *
   * @throws OperationInterruptedException if the thread is interrupted
   */
  public boolean await(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      synchronized (this) {
        while (!isOver() && !abandoned) {
          long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
          if (left <= 0) {
            return false;
          }
          wait(Math.min(left, LOOK_MILLIS));
        }
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while loading " + label, e);
    }
  }

  /**
   * Waits for the end of the thread, unless called on it. If interrupted, keeps waiting and stays
   * interrupted.
   */
  void join(Duration timeout) {
    if (Thread.currentThread() != thread) {
      Joining.uninterruptibly(thread, timeout);
    }
  }

  /**
   * Returns what was loaded, which the caller then owns; null if the load failed, has not ended, or
   * was abandoned.
   */
  public synchronized @Nullable L take() {
    L taken = result;
    result = null;
    return taken;
  }

  /** Returns why nothing was loaded: what the load threw, or that its thread has died. */
  public LifecycleException failure() {
    Throwable thrown;
    synchronized (this) {
      thrown = failure;
    }
    return unavailable(
        label, thrown != null ? thrown : new IllegalStateException("its thread has died"));
  }

  /** Returns the exception for a version that cannot be loaded; keeps one of the library. */
  static LifecycleException unavailable(String label, Throwable thrown) {
    return thrown instanceof LifecycleException known
        ? known
        : new ModelUnavailableException(
            "Cannot load " + label + ": " + FreeText.of("failure of a load", thrown), thrown);
  }
}
