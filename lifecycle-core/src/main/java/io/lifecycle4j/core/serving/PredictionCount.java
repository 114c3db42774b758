package io.lifecycle4j.core.serving;

import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.PredictionLogStatus.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Counts the predictions of a model that are logged, wait, or are lost. Thread-safe.
 *
 * <p>Every prediction is counted as answered before anything can become of it, so that what is
 * neither logged nor lost is what waits.
 */
final class PredictionCount {
  /** How often losses are told, so that a full disk does not fill the log of the application. */
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

  /**
   * Begins with none.
   *
   * @param nanos tells when to speak of losses again
   * @param log where losses are told
   */
  PredictionCount(String model, LongSupplier nanos, Logger log) {
    this.model = model;
    this.nanos = nanos;
    this.log = log;
  }

  void answered() {
    answered.incrementAndGet();
  }

  /**
   * Notes how many were appended to the log, unless the rest was given up before.
   *
   * @param appended all since the log was opened, so that an error between two calls costs nothing
   */
  synchronized void appended(long appended) {
    if (!ended) {
      logged = appended - dropped;
    }
  }

  synchronized void succeeded() {
    failing = false;
  }

  /** Counts one as lost, and says so. */
  void lost() {
    synchronized (this) {
      lost++;
    }
    tell();
  }

  /** Notes that of what was logged only so much is left, and that the disk lost the rest. */
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

  /**
   * Notes why nothing can be logged now.
   *
   * @return whether that is news
   */
  synchronized boolean failed(Throwable cause) {
    boolean news = !failing;
    failing = true;
    failure = cause;
    return news;
  }

  /** Counts all that waits, and whatever comes, as lost. */
  synchronized void end() {
    ended = true;
  }

  synchronized boolean isEnded() {
    return ended;
  }

  synchronized PredictionLogStatus status() {
    long all = answered.get(); // behind the others' counting: each was answered before
    long gone = ended ? all - logged : lost;
    String why = failure == null ? "" : String.valueOf(failure.getMessage());
    State state = failing || ended ? State.FAILING : State.WRITING;
    long waiting = Math.max(0, all - logged - gone);
    return new PredictionLogStatus(state, logged + waiting + gone, logged, waiting, gone, why);
  }

  /** Says how many are lost, if more are than was told, by and by. */
  @SuppressWarnings("checkstyle:IllegalCatch") // telling needs memory; it is told again in the end
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

  /** Returns how many are to be told of now, which then counts as done. */
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

  /** Says in the end how many are lost, whatever was told before. */
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

  /** Returns whether somebody has yet to be told of a loss. */
  synchronized boolean isUntold() {
    return lost > told;
  }
}
