package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.PredictionLogStatus.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Counts the predictions of a model that are logged, pending or lost. Thread-safe.
 *
 * <p>Every prediction is counted as answered first, so that those neither logged nor lost are
 * pending.
 */
final class LogCounts {
  /**
   * The interval at which losses are logged, so that a full disk does not flood the application's
   * log.
   */
  static final Duration TELL_AGAIN = Duration.ofSeconds(10);

  private final String model;
  private final LongSupplier nanos;
  private final Logger log;
  private final AtomicLong answered = new AtomicLong();

  // guarded by this
  private long logged;
  private long lost;
  private long dropped;
  private long told;
  private long toldAt;
  private boolean ended;
  private boolean failing;
  private @Nullable Throwable failure;

  LogCounts(String model, LongSupplier nanos, Logger log) {
    this.model = model;
    this.nanos = nanos;
    this.log = log;
  }

  void answered() {
    answered.incrementAndGet();
  }

  /**
   * Sets the number appended to the log, unless the rest was given up before.
   *
   * @param appended all since the log was opened, so that an error between two calls loses no count
   */
  synchronized void appended(long appended) {
    if (!ended) {
      logged = appended - dropped;
    }
  }

  synchronized void succeeded() {
    failing = false;
  }

  /** Counts a prediction as lost for a reason of its own: the log does not fail. */
  void lost(Throwable cause) {
    synchronized (this) {
      failure = cause;
    }
    lost();
  }

  /** Counts a prediction as lost, and logs that. */
  void lost() {
    synchronized (this) {
      lost++;
    }
    tell();
  }

  /** Counts as lost what was logged, except the {@code left} that the disk still holds. */
  synchronized void remaining(long left) {
    long gone = Math.max(0, logged - left);
    logged -= gone;
    lost += gone;
    dropped += gone;
  }

  /** Returns how many the disk lost after they had been logged. */
  synchronized long dropped() {
    return dropped;
  }

  /** Sets why nothing can be logged now; returns whether this is the first failure in a row. */
  synchronized boolean failed(Throwable cause) {
    boolean news = !failing;
    failing = true;
    failure = cause;
    return news;
  }

  /** Counts everything pending and everything to come as lost. */
  synchronized void end() {
    ended = true;
  }

  synchronized boolean isEnded() {
    return ended;
  }

  synchronized PredictionLogStatus status() {
    long all = answered.get(); // includes all logged and lost ones
    long gone = ended ? all - logged : lost;
    String why = failure == null ? "" : String.valueOf(failure.getMessage());
    State state = failing ? State.FAILING : ended ? State.CLOSED : State.WRITING;
    long waiting = Math.max(0, all - logged - gone);
    return new PredictionLogStatus(state, logged + waiting + gone, logged, waiting, gone, why);
  }

  /** Logs losses not logged yet, at most once an interval. */
  @SuppressWarnings("checkstyle:IllegalCatch") // logging needs memory; it is retried at the end
  void tell() {
    try {
      long more = untold();
      if (more > 0) {
        log.error("The log of predictions of {} lost {}: {}", model, more, status(), cause());
      }
    } catch (RuntimeException | Error e) {
      Thread.onSpinWait();
    }
  }

  /** Returns how many losses to log now, and counts them as logged. */
  private synchronized long untold() {
    long more = lost - told;
    boolean due = told == 0 || nanos.getAsLong() - toldAt > TELL_AGAIN.toNanos();
    if (more == 0 || !due) {
      return 0;
    }
    told = lost;
    toldAt = nanos.getAsLong();
    return more;
  }

  /** Logs the final number of losses, even if logged before. */
  void tellAll() {
    PredictionLogStatus status = status();
    if (status.lost() > 0) {
      log.error(
          "The log of predictions of {} is closed and lost {} in all: {}",
          model,
          status.lost(),
          status,
          cause());
    }
  }

  private synchronized @Nullable Throwable cause() {
    return failure;
  }

  /** Returns whether a loss has not been logged. */
  synchronized boolean isUntold() {
    return lost > told;
  }
}
