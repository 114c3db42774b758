package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OperationInterruptedException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One version that is being loaded, on a thread of its own.
 *
 * <p>Whoever began it may give it up at any time: what it loads after all is freed. Thread-safe.
 * Its end needs no memory but that of the monitor, so that nobody waits for ever for a load that
 * ran out of it.
 */
final class RouteLoad<I, O> {
  /** So often, at least, who waits looks whether the thread died. */
  private static final long LOOK_MILLIS = 100;

  private final String label;
  private final Supplier<Route<I, O>> loading;
  private final Consumer<? super RouteLoad<I, O>> ended;
  private final long begun = System.nanoTime();
  private final Thread thread;

  private @Nullable Route<I, O> route;
  private @Nullable Throwable failure;
  private boolean over;
  private boolean abandoned;

  /**
   * Prepares a load.
   *
   * @param label the version, such as {@code fraud:7}
   * @param loading loads it
   * @param ended hears of the end, on the thread of the load, when nobody waits any more
   * @param context the context class loader of the thread of the load
   */
  RouteLoad(
      String label,
      Supplier<Route<I, O>> loading,
      Consumer<? super RouteLoad<I, O>> ended,
      @Nullable ClassLoader context) {
    this.label = label;
    this.loading = loading;
    this.ended = ended;
    this.thread = new Thread(this::run, "lifecycle4j-load-" + label);
    thread.setDaemon(true);
    thread.setContextClassLoader(context);
  }

  /** Begins; a thread that cannot be started is a load that failed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an error is a failure of the load like any other
  void start() {
    try {
      thread.start();
    } catch (Throwable e) {
      end(null, e);
      ended.accept(this);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an error is a failure of the load like any other
  private void run() {
    try {
      end(loading.get(), null);
    } catch (Throwable e) {
      end(null, e);
    } finally {
      ended.accept(this);
    }
  }

  private void end(@Nullable Route<I, O> loaded, @Nullable Throwable thrown) {
    boolean unwanted;
    synchronized (this) {
      if (over) {
        return; // an error came behind the end
      }
      unwanted = abandoned;
      route = unwanted ? null : loaded;
      failure = thrown;
      over = true;
      notifyAll();
    }
    if (unwanted && loaded != null) {
      loaded.retire();
    }
  }

  /** Returns how long ago it began. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Returns whether it has ended, well or not. */
  synchronized boolean isOver() {
    return over || thread.getState() == Thread.State.TERMINATED; // an error may end the thread
  }

  /** Returns whether it was given up. */
  synchronized boolean isAbandoned() {
    return abandoned;
  }

  /** Gives it up: a route that is there, or comes after all, is freed. */
  void abandon() {
    Route<I, O> unwanted;
    synchronized (this) {
      unwanted = route;
      route = null;
      abandoned = true;
      notifyAll();
    }
    if (unwanted != null) {
      unwanted.retire();
    }
    if (Thread.currentThread() != thread) {
      thread.interrupt(); // a load that waits for a disk may listen
    }
  }

  /**
   * Waits for its end.
   *
   * @param timeout the longest wait
   * @return whether it ended or was given up
   * @throws OperationInterruptedException if the thread is interrupted
   */
  boolean await(Duration timeout) {
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

  /** Waits for the end of the thread, unless it is the calling one. An interrupt is kept. */
  void join(Duration timeout) {
    if (Thread.currentThread() != thread) {
      Joining.uninterruptibly(thread, timeout);
    }
  }

  /**
   * Takes what was loaded; it belongs to the caller then.
   *
   * @return the route, or null if the load failed, has not ended, or was given up
   */
  synchronized @Nullable Route<I, O> take() {
    Route<I, O> taken = route;
    route = null;
    return taken;
  }

  /** Says why there is no route: what it threw, or that its thread has died. */
  LifecycleException failure() {
    Throwable thrown;
    synchronized (this) {
      thrown = failure;
    }
    return unavailable(
        label, thrown != null ? thrown : new IllegalStateException("its thread has died"));
  }

  /**
   * Says in a type of the library why a version cannot be loaded.
   *
   * @param label the version, such as {@code fraud:7}
   * @param thrown what loading it threw
   * @return the same if it is of the library
   */
  static LifecycleException unavailable(String label, Throwable thrown) {
    return thrown instanceof LifecycleException known
        ? known
        : new ModelUnavailableException(
            "Cannot load " + label + ": " + FreeText.of("failure of a load", thrown), thrown);
  }
}
