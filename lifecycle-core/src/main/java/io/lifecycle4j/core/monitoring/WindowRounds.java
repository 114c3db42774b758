package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.CoreShare;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the windows of one model judged on one daemon thread, and passes their reports to the
 * listener on another, so that a listener that hangs keeps no window open.
 *
 * <p>The first thread takes at most a twentieth of a core. If windows are full faster than that, it
 * is late, and judges several as one.
 *
 * <p>Each report is passed on once, in the order of judging. Whatever a detector or the listener
 * throws, an {@code Error} included, is logged and ends neither thread nor a prediction. If too
 * many reports wait for the listener, further ones are not passed on. Thread-safe.
 */
final class WindowRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WindowRounds.class);

  /**
   * The pause between rounds: what was recorded since is written, and what others wrote is read.
   */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** What is done in rounds, by one thread at a time. */
  interface Work {
    /**
     * Writes what was recorded, and judges what is full.
     *
     * @param all whether also to write what is not full
     * @param late whether there is no time to judge each window by itself
     * @param reports receives each new report
     */
    void round(boolean all, BooleanSupplier late, Consumer<DriftReport> reports);

    /** Releases what is held, after the last round. */
    void end();
  }

  private final String model;
  private final Work work;
  private final Logger log;
  private final DriftLog drift;
  private final Consumer<DriftReport> listener;
  private final int capacity;
  private final Duration patience;
  private final Queue<DriftReport> reports = new ConcurrentLinkedQueue<>();

  /** The number of reports that the listener has not received. */
  private final AtomicInteger pending = new AtomicInteger();

  private final SafeLock judging = new SafeLock(WindowRounds.class);
  private final CoreShare share;
  private final Rounds rounds;
  private final Rounds telling;

  /** When all was written last; confined to the lock. */
  private long wrote = System.nanoTime();

  private volatile boolean awake;
  private volatile boolean closed;
  private volatile boolean ended;
  private volatile boolean abandoned;

  /** Lets {@code capacity} reports wait; closing waits for them for {@code patience}. */
  WindowRounds(
      String model, Work work, Consumer<DriftReport> listener, int capacity, Duration patience) {
    this(model, work, listener, capacity, patience, new CoreShare(), LOG);
  }

  WindowRounds(
      String model,
      Work work,
      Consumer<DriftReport> listener,
      int capacity,
      Duration patience,
      CoreShare share,
      Logger log) {
    this.model = model;
    this.work = work;
    this.log = log;
    this.drift = new DriftLog(log);
    this.listener = listener;
    this.capacity = capacity;
    this.patience = patience;
    this.share = share;
    this.rounds = new Rounds("drift-" + model, this::round, share);
    this.telling = new Rounds("drift-reports-" + model, this::tellAll);
  }

  /** Starts the thread, so that no prediction has to, or requests a round. */
  void wake() {
    awake = true;
    if (!closed) {
      rounds.wake();
    }
  }

  private @Nullable Duration round() {
    boolean last = closed;
    judging.lock();
    try {
      if (!ended) {
        judge(last || System.nanoTime() - wrote >= PAUSE.toNanos(), share::isSpent);
        if (last) {
          ended = true;
          work.end();
        }
      }
    } finally {
      judging.unlock();
    }
    return last ? null : PAUSE;
  }

  private void judge(boolean all, BooleanSupplier late) {
    if (all) {
      wrote = System.nanoTime();
    }
    work.round(all, late, this::judged);
  }

  private void judged(DriftReport report) {
    if (pending.incrementAndGet() > capacity) {
      pending.decrementAndGet();
      log.warn(
          "The listener of {} does not receive the report of a window: {} others wait for it",
          report.version(),
          capacity);
      return;
    }
    reports.add(report);
    telling.wake();
  }

  private @Nullable Duration tellAll() {
    for (DriftReport next = reports.poll(); next != null && !abandoned; next = reports.poll()) {
      tell(next);
    }
    return null;
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
   * Judges all full windows, each by itself, on the calling thread unless the other one is doing
   * so. Their reports are then stored, even if the listener has not received them.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // the thread tries again, and says so
  void judgeAll() {
    if (!awake || closed) {
      return;
    }
    try {
      if (judging.tryLock() || judging.tryLock(patience)) {
        try {
          if (!ended) {
            judge(false, () -> false);
          }
        } catch (RuntimeException | Error e) {
          failed("Cannot judge windows of {} now", e);
        } finally {
          judging.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
   * Writes what was recorded, judges and reports what is pending, and ends the threads. Waits for
   * that as long as its patience, and logs what is left. If a listener calls this, it returns
   * without waiting for reports.
   */
  @Override
  public void close() {
    closed = true;
    if (!awake) {
      return; // nothing was ever monitored
    }
    rounds.hurry();
    boolean inside = Callbacks.isInside();
    try {
      long end = System.nanoTime() + patience.toNanos();
      boolean done = rounds.await(patience);
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      if (!done || (!inside && !telling.await(left))) {
        abandoned = true;
        rounds.end(Duration.ZERO);
        telling.end(Duration.ZERO);
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
