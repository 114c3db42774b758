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
 * Reads a growing run on a thread of its own.
 *
 * <p>An exception of the storage or the listener ends it. An {@link Error} during reading, such as
 * a temporary lack of memory, does not: reading is retried for two seconds from where the listener
 * is.
 */
final class RunFollower implements Following {
  private static final Logger LOG = LoggerFactory.getLogger(RunFollower.class);
  private static final Duration INTERVAL = Duration.ofMillis(50);

  /** The limit of consecutive errors, reached after two seconds. */
  private static final int MOST_ERRORS = 11;

  private final ExperimentTracker tracker;
  private final String id;
  private final RunListener listener;
  private final Rounds rounds;
  private final Consumer<RunFollower> forget;
  private final Duration bound;
  private volatile boolean closed;

  /**
   * Where the next reading begins, and how many of its batches were delivered; confined to the
   * thread.
   */
  private long next;

  private int heard;

  /** Consecutive errors of reading; confined to the thread. */
  private int errors;

  /** Whether nothing more is delivered; confined to the thread. */
  private boolean over;

  /** What the listener threw; confined to the thread. */
  private @Nullable Throwable thrown;

  /** Whether the listener received the end. */
  private volatile boolean told;

  /**
   * Calls {@code forget} at the end; closing waits for the listener no longer than {@code bound}.
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

  @SuppressWarnings("checkstyle:IllegalCatch") // the listener receives any failure
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
        throw e; // of the library: the next round continues from here
      }
    }
  }

  private void fail(RuntimeException cause) {
    boolean silent = over || closed; // the listener has received the end
    over = true;
    LOG.warn("Run {} is not followed further", id, cause); // few listeners handle failures
    if (!silent) {
      Callbacks.run(() -> listener.failed(cause));
    }
  }

  private void advance() {
    // before reading, so that everything an ended run recorded is read
    RunRecord run = tracker.find(id).orElse(null);
    int[] batch = new int[1];
    next =
        tracker.read(
            id,
            next,
            recorded -> {
              if (++batch[0] > heard && !closed) { // else delivered before a failed round
                heard++;
                tell(() -> listener.recorded(recorded));
              }
            });
    heard = 0;
    if (run != null && run.status() != RunStatus.RUNNING && !closed) {
      tell(
          () -> {
            over = true; // only when the listener is about to receive it
            listener.ended(run);
          });
      told = true;
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // distinct from failures of reading
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
