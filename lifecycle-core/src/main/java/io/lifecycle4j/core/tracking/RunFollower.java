package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.error.Typed;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.tracking.Experiments.Following;
import io.lifecycle4j.tracking.RunListener;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a run on a thread of its own as it grows.
 *
 * <p>What the storage throws ends it, and so does what the listener throws. An {@link Error} of the
 * reading, as when no memory is left for a moment, does not: it reads on where the listener is, for
 * two seconds.
 */
final class RunFollower implements Following {
  private static final Logger LOG = LoggerFactory.getLogger(RunFollower.class);
  private static final Duration INTERVAL = Duration.ofMillis(50);

  /** So many errors in a row, which take two seconds, are no distress that passes. */
  private static final int MOST_ERRORS = 11;

  private final ExperimentTracker tracker;
  private final String id;
  private final RunListener listener;
  private final Rounds rounds;
  private final Consumer<RunFollower> forget;
  private final Duration bound;
  private volatile boolean closed;

  /** Where the next reading begins, and how many batches of it were heard; of the thread. */
  private long next;

  private int heard;

  /** How many errors the reading threw in a row; of the thread. */
  private int errors;

  /** Whether nothing more is to be heard; of the thread. */
  private boolean over;

  /** What the listener threw; of the thread. */
  private @Nullable Throwable thrown;

  /** Whether the listener took the end. */
  private volatile boolean told;

  /**
   * Prepares to follow a run.
   *
   * @param forget what to do in the end
   * @param bound how long closing waits for a listener that does not return
   */
  RunFollower(
      ExperimentTracker tracker,
      String id,
      RunListener listener,
      Consumer<RunFollower> forget,
      Duration bound) {
    this.tracker = tracker;
    this.id = id;
    this.listener = listener;
    this.forget = forget;
    this.bound = bound;
    this.rounds = new Rounds("run-" + id, this::round);
  }

  void start() {
    if (!rounds.wake()) {
      forget.accept(this);
      throw new OverloadedException(
          "Cannot follow run " + id + ": no thread can be started (end some, and try again)");
    }
  }

  private @Nullable Duration round() {
    if (!over && !closed) {
      read();
    }
    if (over || closed) {
      forget.accept(this);
      return null;
    }
    return INTERVAL;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the listener is told, whatever it threw
  private void read() {
    try {
      advance();
      errors = 0;
    } catch (RuntimeException e) {
      fail(e);
    } catch (Error e) {
      if (thrown != null) {
        fail(new IllegalStateException("The listener of run " + id + " failed", e));
      } else if (++errors == MOST_ERRORS) {
        fail(Typed.of("follow run " + id, e));
      } else {
        throw e; // of the library: the next round goes on from here
      }
    }
  }

  private void fail(RuntimeException cause) {
    boolean silent = over || closed; // of the end it was told already
    over = true;
    LOG.warn("Run {} is not followed further", id, cause); // few listeners hear of failures
    if (!silent) {
      Callbacks.run(() -> listener.failed(cause));
    }
  }

  private void advance() {
    // asked before reading: what an ended run recorded is there to be read
    RunRecord run = tracker.find(id).orElse(null);
    int[] batch = new int[1];
    next =
        tracker.read(
            id,
            next,
            recorded -> {
              if (++batch[0] > heard && !closed) { // else the round before broke off behind it
                heard++;
                tell(() -> listener.recorded(recorded));
              }
            });
    heard = 0;
    if (run != null && run.status() != RunStatus.RUNNING && !closed) {
      tell(
          () -> {
            over = true; // not before it hears of it
            listener.ended(run);
          });
      told = true;
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // what the reading threw is another matter
  private void tell(Runnable news) {
    try {
      Callbacks.run(news);
    } catch (RuntimeException | Error e) {
      thrown = e;
      throw e;
    }
  }

  @Override
  public boolean await(Duration timeout) {
    try {
      return rounds.await(required(timeout, "timeout")) && told;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while following run " + id, e);
    }
  }

  void stop() {
    closed = true;
    rounds.end(Duration.ZERO);
  }

  @Override
  public void close() {
    closed = true;
    if (!rounds.end(bound)) {
      LOG.error(
          "The listener of run {} has not returned after {}: it is left to itself", id, bound);
    }
  }
}
