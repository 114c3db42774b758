package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.error.OverloadedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls on threads of the library: as many as there are processors, started when they are needed.
 * They are platform threads, so that a native call pins no virtual thread. Thread-safe.
 */
final class AsyncCalls {
  /** How many calls wait for a thread; further ones are rejected. */
  static final int MOST_WAITING = 10_000;

  /**
   * How many frames a stack has before a call moves to a thread of its own: a chain of dependent
   * functions that never ends would overflow it.
   */
  private static final int DEEP = 1_000;

  /** How long a thread without work is kept. */
  private static final long IDLE_SECONDS = 10;

  private final String model;
  private final Object server;
  private final ThreadPoolExecutor threads;

  /** Creates no thread yet; {@code server} is what its calls are in progress on. */
  AsyncCalls(String model, Object server) {
    this.model = model;
    this.server = server;
    int most = Runtime.getRuntime().availableProcessors();
    this.threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            OwnedThread.named("predict-" + model));
    threads.allowCoreThreadTimeOut(true);
  }

  /** A call and its result. What depends on it runs as a callback: it may close the model. */
  private final class Call<T> extends CompletableFuture<T> implements Runnable {
    private final Supplier<T> body;
    private final Runnable dropped;

    /** Whether the call has begun or was dropped: it does one of the two, once. */
    private final AtomicBoolean decided = new AtomicBoolean();

    Call(Supplier<T> body, Runnable dropped) {
      this.body = body;
      this.dropped = dropped;
    }

    @Override
    @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown is the result
    public void run() {
      if (!decided.compareAndSet(false, true)) {
        return; // cancelled
      }
      CallInProgress call = CallInProgress.enter(server);
      try {
        T result = body.get();
        Callbacks.run(() -> complete(result));
      } catch (Throwable e) {
        Callbacks.run(() -> completeExceptionally(e));
      } finally {
        call.exit();
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      drop();
      return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean complete(T value) {
      drop(); // nothing if the call itself completes it, else its caller or a timeout
      return super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable why) {
      drop();
      return super.completeExceptionally(why);
    }

    /** Gives up its place at once, unless it has begun: no thread may come for a long time. */
    private void drop() {
      if (decided.compareAndSet(false, true)) {
        threads.remove(this);
        dropped.run();
      }
    }

    /** Fails instead of running. */
    void end(RuntimeException why) {
      Callbacks.run(() -> completeExceptionally(why));
    }
  }

  /**
   * Returns whether the current thread may be waited for by those a new call would wait for: it is
   * in a call on the server, or in a function that depends on one.
   *
   * @param limit the limits of the server; null for none
   */
  boolean answersHere(@Nullable CallLimits limit) {
    return (limit != null && CallInProgress.on(limit))
        || (CallInProgress.on(server) && !isStackDeep());
  }

  private static boolean isStackDeep() {
    return StackWalker.getInstance().walk(frames -> frames.skip(DEEP).findAny().isPresent());
  }

  /** Runs a call on the current thread. Never throws: the future fails. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown is the result
  static <T> CompletableFuture<T> here(Supplier<T> body) {
    try {
      return CompletableFuture.completedFuture(body.get());
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException("The model " + model + " is closed");
  }

  /**
   * Runs a call, unless the future is cancelled or completed before.
   *
   * @param dropped runs once if the body does not
   * @throws OverloadedException if too many calls wait, or no thread can be started
   */
  <T> CompletableFuture<T> submit(Supplier<T> body, Runnable dropped) {
    Call<T> call = new Call<>(body, dropped);
    try {
      threads.execute(call);
    } catch (RejectedExecutionException e) {
      if (!threads.isShutdown()) {
        throw dropped(call, overloaded());
      }
      call.end(closed());
    } catch (OutOfMemoryError e) { // thrown by the JVM if no thread can be started
      throw dropped(
          call,
          new OverloadedException(
              "Cannot predict with " + model + ": the system has no thread left", e));
    }
    return call;
  }

  private static OverloadedException dropped(Call<?> call, OverloadedException why) {
    call.drop();
    return why;
  }

  private OverloadedException overloaded() {
    return new OverloadedException(
        String.format(
            "Cannot predict with %s: %s calls wait for a thread (must be below %s; call less"
                + " often)",
            model, MOST_WAITING, MOST_WAITING));
  }

  /** Returns how many calls run at once. */
  int most() {
    return threads.getMaximumPoolSize();
  }

  /** Returns whether no call runs or waits. */
  boolean isIdle() {
    return threads.getActiveCount() == 0 && threads.getQueue().isEmpty();
  }

  /** Refuses new calls. */
  void close() {
    threads.shutdown();
  }

  /**
   * Waits for calls in progress and waiting ones; those that still wait afterwards fail. If
   * interrupted, keeps waiting and stays interrupted.
   */
  void drain(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (true) {
      try {
        threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    for (Runnable left = threads.getQueue().poll();
        left != null;
        left = threads.getQueue().poll()) {
      if (left instanceof Call<?> call) {
        call.end(closed());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
