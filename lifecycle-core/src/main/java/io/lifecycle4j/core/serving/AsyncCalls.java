package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.serving.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls on threads of the library: as many as there are processors, and one more for each call that
 * hangs in a listener, started when they are needed. They are platform threads, so that a native
 * call pins no virtual thread. Thread-safe.
 */
final class AsyncCalls {
  /** How many calls wait for a thread if there are no limits; further ones are rejected. */
  static final int MOST_WAITING = 10_000;

  /**
   * How many frames a stack has before a call moves to a thread of its own: a chain of dependent
   * functions that never ends would overflow it.
   */
  private static final int DEEP = 1_000;

  /** How long a thread without work is kept. */
  private static final long IDLE_SECONDS = 10;

  /** What fails once their places were given back; null on a thread that does not give back. */
  private static final ThreadLocal<@Nullable List<Runnable>> UNSTARTED = new ThreadLocal<>();

  private final String model;
  private final Object server;
  private final CallLimits limits;
  private final ThreadPoolExecutor threads;

  /** Calls that waited too long, which fail on a thread that no call can block. */
  private final Queue<Call<?>> late = new ConcurrentLinkedQueue<>();

  private final Rounds expiry;

  /** The calls that have begun, by their threads. */
  private final Map<Thread, Call<?>> begun = new ConcurrentHashMap<>();

  /**
   * Creates no thread yet.
   *
   * @param server is what its calls are in progress on
   * @param limits those that its calls share with others; null for none
   */
  AsyncCalls(String model, Object server, @Nullable Limits limits) {
    this(model, server, limits, OwnedThread.named("predict-" + model));
  }

  AsyncCalls(String model, Object server, @Nullable Limits limits, ThreadFactory factory) {
    this.model = model;
    this.server = server;
    int most = Runtime.getRuntime().availableProcessors();
    Limits own = limits == null ? Limits.concurrent(most).queued(MOST_WAITING) : limits;
    this.limits = new CallLimits(model, own, most, System::nanoTime);
    this.threads =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    threads.allowCoreThreadTimeOut(true);
    this.expiry = new Rounds("expire-" + model, this::expire);
  }

  /** Returns what admits the calls. */
  CallLimits limits() {
    return limits;
  }

  /** A call and its result. What depends on it runs as a callback: it may close the model. */
  private final class Call<T> extends CompletableFuture<T> implements Runnable {
    /** Receives when the call began to run, which throws if it does not run. */
    private final Function<LongSupplier, T> body;

    private final Runnable after;

    private final Turn turn =
        new Turn() {
          @Override
          void decided() {
            Call.this.decided();
          }
        };

    /** Whether the call has begun or was dropped: it does one of the two, once. */
    private final AtomicBoolean decided = new AtomicBoolean();

    /** Whether another call may have its turn. */
    private final AtomicBoolean left = new AtomicBoolean();

    Call(Function<LongSupplier, T> body, Runnable after) {
      this.body = body;
      this.after = after;
    }

    private void decided() {
      Turn.State how = turn.state();
      if (how == Turn.State.RUNS) {
        start();
        return;
      }
      boolean isLate = how == Turn.State.EXPIRED && late.add(this);
      if (!isLate) {
        fail();
      } else if (!expiry.wake() && UNSTARTED.get() == null) {
        failLate();
      }
    }

    private void start() {
      try {
        threads.execute(this);
      } catch (RejectedExecutionException e) { // it was drained
        notStarted(() -> fail(limits.closed()));
      } catch (OutOfMemoryError e) { // thrown by the JVM if no thread can be started
        limits.rejections().add(Rejection.FULL);
        notStarted(
            () ->
                fail(
                    new OverloadedException(
                        "Cannot predict with " + model + ": the system has no thread left", e)));
      }
    }

    @Override
    public void run() {
      CallInProgress call = CallInProgress.enter(server);
      begun.put(Thread.currentThread(), this);
      try {
        if (!end(() -> limits.began(turn))) {
          limits.giveUp(); // cancelled
        }
      } finally {
        begun.remove(Thread.currentThread());
        call.exit();
        leave(false);
      }
    }

    private void leave(boolean hangs) {
      if (hangs) {
        resize(1);
      }
      if (left.compareAndSet(false, true)) {
        limits.leave();
      } else {
        resize(-1);
      }
    }

    /** Ends with what the body returns or throws; returns false if that was decided before. */
    @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown is the result
    private boolean end(LongSupplier began) {
      if (!decided.compareAndSet(false, true)) {
        return false;
      }
      try {
        T result = body.apply(began);
        Callbacks.run(() -> complete(result));
      } catch (Throwable e) {
        Callbacks.run(() -> completeExceptionally(e));
      } finally {
        after.run();
      }
      return true;
    }

    /** Ends a call that does not run. */
    void fail() {
      end(() -> limits.began(turn));
    }

    void fail(RuntimeException why) {
      end(
          () -> {
            throw why;
          });
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

    /** Leaves the queue at once, unless it has begun: its turn may come in a long time. */
    private void drop() {
      if (decided.compareAndSet(false, true)) {
        limits.cancel(turn);
      }
    }
  }

  /** Lets another call have the turn of one that hangs on a thread, until it returns. */
  void overtake(Thread hanging) {
    Call<?> call = begun.get(hanging);
    if (call != null) {
      call.leave(true);
    }
  }

  private synchronized void resize(int by) {
    int size = threads.getCorePoolSize() + by;
    threads.setMaximumPoolSize(Math.max(size, threads.getMaximumPoolSize()));
    threads.setCorePoolSize(size);
    threads.setMaximumPoolSize(size);
  }

  /**
   * Gives back the places of a call that could not start, and of those that then get them and
   * cannot start either: one after the other, since they may be more than fit on a stack.
   */
  private void notStarted(Runnable fail) {
    List<Runnable> others = UNSTARTED.get();
    if (others != null) {
      others.add(fail);
      return;
    }
    List<Runnable> all = new ArrayList<>(List.of(fail));
    UNSTARTED.set(all);
    try {
      for (int given = 0; given < all.size(); given++) {
        limits.giveUp();
        limits.leave();
      }
    } finally {
      UNSTARTED.remove();
    }
    failLate();
    all.forEach(Runnable::run);
  }

  /**
   * Returns whether the current thread may be waited for by those a new call would wait for: it is
   * in a call on the server, or in a function that depends on one.
   */
  boolean answersHere() {
    return CallInProgress.on(limits) || (CallInProgress.on(server) && !isStackDeep());
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

  /**
   * Runs a call when its turn has come, unless the future is cancelled or completed before.
   *
   * @param body is called once if it is not: with what returns when the call began to run, or
   *     throws why it does not run
   * @param after runs after the body once the future is complete, and may take long
   */
  <T> CompletableFuture<T> submit(Function<LongSupplier, T> body, Runnable after) {
    Call<T> call = new Call<>(body, after);
    try {
      if (limits.submit(call.turn)) {
        expiry.wake();
      }
    } catch (OverloadedException | ClosedException e) {
      call.fail(e);
    }
    return call;
  }

  /** Fails what waited too long; returns when to do so again. */
  private @Nullable Duration expire() {
    limits.expire();
    failLate();
    OptionalLong next = limits.patience();
    return next.isEmpty() ? null : Duration.ofNanos(next.getAsLong());
  }

  private void failLate() {
    for (Call<?> call = late.poll(); call != null; call = late.poll()) {
      call.fail();
    }
  }

  /**
   * Waits for calls in progress and waiting ones; those that still wait afterwards fail. If
   * interrupted, keeps waiting and stays interrupted.
   */
  void drain(Duration patience) {
    limits.drain(patience);
    threads.shutdown();
    expiry.end(Duration.ZERO);
    failLate();
  }
}
