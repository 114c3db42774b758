package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.monitoring.DriftReport;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the full windows of one model and hands their reports to the listener, on one daemon
 * thread.
 *
 * <p>Windows are judged in the order in which they came, and each report is handed over once, in
 * the same order. Whatever a detector or the listener throws, an {@code Error} included, is logged
 * and ends neither the thread nor a prediction. Only so many windows wait; a further one is
 * refused. Thread-safe.
 */
final class WindowJudge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WindowJudge.class);

  /** A window with all its rows. */
  interface FullWindow {
    /** Compares it with its reference. */
    DriftReport judge();
  }

  private final String model;
  private final Consumer<DriftReport> listener;
  private final int capacity;
  private final Duration patience;
  private final Queue<FullWindow> windows = new ConcurrentLinkedQueue<>();
  private final Queue<DriftReport> reports = new ConcurrentLinkedQueue<>();

  /** Windows whose report the listener has not yet heard. */
  private final AtomicInteger pending = new AtomicInteger();

  /** Held while windows are judged, but not while the listener runs. */
  private final ReentrantLock judging = new ReentrantLock();

  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private volatile boolean abandoned;

  /**
   * Creates a judge; its thread starts with the first version that is watched.
   *
   * @param model the name of the model
   * @param listener hears each report
   * @param capacity how many windows may wait for their judgement or for the listener
   * @param patience how long closing waits for what is pending
   */
  WindowJudge(String model, Consumer<DriftReport> listener, int capacity, Duration patience) {
    this.model = model;
    this.listener = listener;
    this.capacity = capacity;
    this.patience = patience;
  }

  /** Starts the thread, unless it runs. */
  @SuppressWarnings("checkstyle:IllegalCatch") // no thread can be had: windows wait for a look
  synchronized void start() {
    if (thread != null || closed) {
      return;
    }
    try {
      ColumnCells.initialize();
      Thread started = new Thread(this::run, "lifecycle4j-drift-" + model);
      started.setDaemon(true);
      started.start();
      thread = started;
    } catch (RuntimeException | Error e) {
      failed("Cannot start the thread that judges windows of {}", e);
    }
  }

  /**
   * Takes a window, without waiting.
   *
   * @return false if too many wait already, or if the judge is closed
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
    Thread running = thread;
    if (running == null) {
      start();
    } else {
      LockSupport.unpark(running);
    }
    return true;
  }

  private void run() {
    while (!abandoned && !(closed && pending.get() == 0)) {
      step();
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a thread that dies would leave all drift unseen
  private void step() {
    if (Thread.interrupted() && abandoned) { // any other interrupt was left by a listener
      return;
    }
    try {
      judgeAll();
      DriftReport report = reports.poll();
      if (report != null) {
        tell(report);
      } else if (windows.isEmpty() && !closed) {
        LockSupport.park(this);
      }
    } catch (RuntimeException | Error e) {
      failed("Cannot judge windows of {}", e);
    }
  }

  private void tell(DriftReport report) {
    try {
      listener.accept(report);
    } finally {
      pending.decrementAndGet();
    }
  }

  /**
   * Judges all windows that are full, on the calling thread if the other one has not yet done so.
   * Their reports are then known, though the listener may not have heard them.
   */
  void judgeAll() {
    if (windows.isEmpty() && !judging.isLocked()) {
      return;
    }
    try {
      if (judging.tryLock() || judging.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
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

  @SuppressWarnings("checkstyle:IllegalCatch") // without memory there is no log either
  private void failed(String message, Throwable cause) {
    try {
      LOG.error(message, model, cause);
    } catch (RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Judges and reports what is pending, and ends the thread. It waits for that as long as its
   * patience, and says what it leaves. Called by the listener it waits for nothing; the thread ends
   * once all is reported.
   */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    LockSupport.unpark(running);
    join(running);
    if (running.isAlive()) {
      abandoned = true;
      running.interrupt();
      LOG.warn(
          "Closed {} without {} drift reports: a listener or detector has not ended after {}",
          model,
          pending.get(),
          patience);
    }
  }

  private void join(Thread running) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    long left = patience.toNanos();
    while (left > 0 && running.isAlive()) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(running, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = end - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
