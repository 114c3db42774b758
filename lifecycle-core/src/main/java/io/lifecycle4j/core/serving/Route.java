package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.validation.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version that answers, counted by its users.
 *
 * <p>Why counted: closing a network while a thread runs it ends the process. Each call holds one
 * count while it runs; once the version is retired, the last to let go closes it. Thread-safe.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 */
public abstract class Route<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(Route.class);

  /** Added to the number of users once no more are taken. */
  private static final long RETIRED = 1L << 62;

  /** How long who retires a version waits until it is freed. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** How long closing waits for an engine that frees a version nobody uses. */
  private static final Duration FREEING = Duration.ofSeconds(5);

  private final AtomicLong users = new AtomicLong();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch unused = new CountDownLatch(1);
  private final CountDownLatch freed = new CountDownLatch(1);
  private final int version;

  Route(int version) {
    this.version = version;
  }

  /**
   * Returns which version answers.
   *
   * @return its number, 0 for a function
   */
  public final int version() {
    return version;
  }

  /** Counts a user in, unless the version is retired. */
  final boolean acquire() {
    long now = users.get();
    while (now < RETIRED) {
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
      now = users.get();
    }
    return false;
  }

  /** Counts a user out; the last one of a retired version closes it. */
  final void release() {
    if (users.decrementAndGet() == RETIRED) {
      close();
    }
  }

  /**
   * Takes no more users, and closes the version unless one is left who does. To do it again changes
   * nothing: an error that strikes on the way here must not keep a version for ever.
   */
  public final void retire() {
    long now = users.get();
    while (now < RETIRED && !users.compareAndSet(now, now + RETIRED)) {
      now = users.get();
    }
    if (users.get() == RETIRED) {
      close();
    }
  }

  /**
   * Closes the version once, on a thread of its own: an engine may hang, and must hold up neither
   * the last user nor who moved the alias for more than a second.
   *
   * <p>What closing throws is logged: the last user has its answer, or has moved the alias already.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // an error must not reach the last user either
  private void close() {
    unused.countDown();
    if (closing.get()) {
      return;
    }
    boolean begun = false;
    try {
      OwnedThread freeing = new OwnedThread("free-" + version, this::freeOnce);
      begun = freeing.begin();
      freeing.awaitEnd(PATIENCE);
    } catch (Throwable e) {
      LOG.warn("Version {} is freed on the thread that retires it", version, e);
    } finally {
      if (!begun) {
        freeOnce();
      }
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // see close
  private void freeOnce() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      free();
    } catch (Throwable e) {
      LOG.error("Cannot free version {}: what it holds is lost to this process", version, e);
    } finally {
      freed.countDown();
    }
  }

  /** Returns whether the version is closed. */
  final boolean freed() {
    return freed.getCount() == 0;
  }

  /** Whether a call is under way, or the version still serves. */
  final boolean isUsed() {
    return unused.getCount() > 0;
  }

  /**
   * Waits until the last user is gone, and from then on five seconds at most until the version is
   * freed. An interrupt does not end the wait; the flag is kept.
   */
  final boolean awaitFree(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    return await(unused, timeout.toNanos())
        && await(freed, Math.min(FREEING.toNanos(), end - System.nanoTime()));
  }

  private static boolean await(CountDownLatch latch, long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Answers inputs; the caller holds a count. */
  abstract List<Answer<O>> answer(List<? extends I> inputs);

  /** Returns who sees what the version answers. */
  abstract PredictionObserver witness();

  /** Counts inputs by the rule that they broke; nothing unless requests are checked. */
  Map<Rule, Long> brokenRules() {
    return Map.of();
  }

  /**
   * Shows a whole call to an eye; an eye that is kept never sees half of one. What it throws is
   * logged: there is an answer, whatever becomes of the watch.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // a listener of drift may throw an error too
  static void show(PredictionObserver.Eye eye, List<Row> rows, List<? extends Answer<?>> answers) {
    try {
      for (int i = 0; i < answers.size(); i++) {
        eye.see(rows.get(i), answers.get(i).value());
      }
    } catch (Throwable e) {
      LOG.error("Cannot watch a call: rows are missing from a window", e);
    }
    try {
      eye.done();
    } catch (Throwable e) {
      LOG.error("Cannot watch a call", e);
    }
  }

  /** Frees what the version holds; nobody uses it any more. */
  abstract void free();
}
