package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the full windows of one model and passes their reports to the listener, on one daemon
 * thread.
 *
 * <p>Windows are judged in the order of arrival, and each report is passed on once, in the same
 * order. Whatever a detector or the listener throws, an {@code Error} included, is logged and ends
 * neither the thread nor a prediction. The number of pending windows is bounded; a further one is
 * rejected. Thread-safe.
 */
final class WindowJudge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WindowJudge.class);

  /**
   * How long the thread waits for a window. It is started in advance, since starting one takes
   * time.
   */
  private static final Duration IDLE = Duration.ofHours(1);

  interface FullWindow {
    /** Compares the window with its reference. */
    DriftReport judge();
  }

  private final String model;
  private final Logger log;
  private final DriftLog drift;
  private final Consumer<DriftReport> listener;
  private final int capacity;
  private final Duration patience;
  private final Queue<FullWindow> windows = new ConcurrentLinkedQueue<>();
  private final Queue<DriftReport> reports = new ConcurrentLinkedQueue<>();

  /** The number of windows whose report the listener has not received. */
  private final AtomicInteger pending = new AtomicInteger();

  /** Held while windows are judged, but not while the listener runs. */
  private final SafeLock judging = new SafeLock(WindowJudge.class);

  private final Rounds rounds;
  private volatile boolean awake;
  private volatile boolean closed;
  private volatile boolean abandoned;

  /** Accepts {@code capacity} pending windows; closing waits for them for {@code patience}. */
  WindowJudge(String model, Consumer<DriftReport> listener, int capacity, Duration patience) {
    this(model, listener, capacity, patience, LOG);
  }

  WindowJudge(
      String model, Consumer<DriftReport> listener, int capacity, Duration patience, Logger log) {
    this.model = model;
    this.log = log;
    this.drift = new DriftLog(log);
    this.listener = listener;
    this.capacity = capacity;
    this.patience = patience;
    this.rounds = new Rounds("drift-" + model, this::round);
  }

  /** Starts the thread, so that no prediction has to. */
  void start() {
    ColumnComparison.initialize();
    wake();
  }

  /**
   * Begins a round. If no thread can be started, windows wait for {@link #judgeAll} or the next
   * one.
   */
  private void wake() {
    awake = true;
    rounds.wake();
  }

  /**
   * Adds a window without waiting; returns false if too many are pending or the judge is closed.
   */
  boolean offer(FullWindow window) {
    if (closed) {
      return false;
    }
    if (pending.incrementAndGet() > capacity) {
      pending.decrementAndGet();
      return false;
    }
    windows.add(window);
    wake();
    return true;
  }

  private @Nullable Duration round() {
    judgeAll();
    for (DriftReport next = reports.poll(); next != null && !abandoned; next = reports.poll()) {
      tell(next);
    }
    return closed ? null : IDLE;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the next report is passed on all the same
  private void tell(DriftReport report) {
    try {
      hand(report);
    } catch (RuntimeException | Error e) {
      failed("Cannot report a window of {}", e);
    } finally {
      pending.decrementAndGet();
    }
  }

  /** Passes the report to the listener even if logging fails. */
  private void hand(DriftReport report) {
    try {
      drift.add(report);
    } finally {
      Callbacks.run(() -> listener.accept(report));
    }
  }

  /**
   * Judges all full windows, on the calling thread unless the other one is doing so. Their reports
   * are then known, even if the listener has not received them.
   */
  void judgeAll() {
    if (windows.isEmpty() && !judging.isLocked()) {
      return;
    }
    try {
      if (judging.tryLock() || judging.tryLock(patience)) {
        try {
          for (FullWindow next = windows.poll(); next != null; next = windows.poll()) {
            judge(next);
          }
        } finally {
          judging.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the next window is judged whatever this one threw
  private void judge(FullWindow window) {
    boolean judged = false;
    try {
      reports.add(window.judge());
      judged = true;
    } catch (RuntimeException | Error e) {
      failed("Cannot judge a window of {}", e);
    } finally {
      if (!judged) {
        pending.decrementAndGet();
      }
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // without memory, logging fails too
  private void failed(String message, Throwable cause) {
    try {
      log.error(message, model, cause);
    } catch (RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Judges and reports what is pending, and ends the thread. Waits for that as long as its
   * patience, and logs what is left. If a listener calls this, it returns at once, and the thread
   * ends after all reports.
   */
  @Override
  public void close() {
    closed = true;
    if (!awake) {
      return; // nothing was ever monitored
    }
    wake();
    if (Callbacks.isInside()) {
      return;
    }
    try {
      if (!rounds.await(patience)) {
        abandoned = true;
        rounds.end(Duration.ZERO);
        log.warn(
            "Closed {} without {} drift reports: a listener or detector has not ended after {}",
            model,
            pending.get(),
            patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what is pending is reported in the background
    }
  }
}
