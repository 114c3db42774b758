package io.lifecycle4j.core.serving;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.validation.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version that answers, counted by its users.
 *
 * <p>Why counted: closing a network while a thread runs it ends the process. The server holds one
 * count; each call holds one while it runs; the last to let go closes the version. Thread-safe.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 */
public abstract class Route<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(Route.class);

  private final AtomicLong users = new AtomicLong(1);
  private final CountDownLatch freed = new CountDownLatch(1);
  private final int version;

  Route(int version) {
    this.version = version;
  }

  /** Returns the number of the version, 0 for a function. */
  final int version() {
    return version;
  }

  /** Counts a user in, unless the version is closed already. */
  final boolean acquire() {
    long now = users.get();
    while (now > 0) {
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
      now = users.get();
    }
    return false;
  }

  /**
   * Counts a user out; the last one closes the version.
   *
   * <p>What closing throws is logged: the last user has its answer, or has moved the alias already.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // an error must not reach the last user either
  final void release() {
    if (users.decrementAndGet() == 0) {
      try {
        free();
      } catch (Throwable e) {
        LOG.error("Cannot free version {}: what it holds is lost to this process", version, e);
      } finally {
        freed.countDown();
      }
    }
  }

  /** Tells whether the version is closed. */
  final boolean freed() {
    return freed.getCount() == 0;
  }

  /** Waits until the last user is gone. An interrupt does not end the wait; the flag is kept. */
  final boolean awaitFree(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return freed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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

  /** Frees a version that no server ever routed to. */
  public final void discard() {
    release();
  }

  /** Answers inputs; the caller holds a count. */
  abstract List<Answer<O>> answer(List<? extends I> inputs);

  /** Returns who sees what the version answers. */
  abstract Witness witness();

  /** Counts inputs by the rule that they broke; nothing unless requests are checked. */
  Map<Rule, Long> brokenRules() {
    return Map.of();
  }

  /**
   * Shows a whole call to an eye; an eye that is kept never sees half of one. What it throws is
   * logged: there is an answer, whatever becomes of the watch.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // a listener of drift may throw an error too
  static void show(Witness.Eye eye, List<Row> rows, List<? extends Answer<?>> answers) {
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
