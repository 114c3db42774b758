package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back the models of a home when the registry changes, on one thread for all.
 *
 * <p>A change is passed on at once, even after failures. A callback returns how long to wait until
 * it is called without a change. One that fails is retried with growing delays of at most a second.
 * The thread survives exceptions and errors, since without it no later promotion would take effect.
 */
public final class RegistryFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final ModelRegistry registry;
  private final Duration firstRetry;
  private final List<Following> models = new CopyOnWriteArrayList<>();
  private final Rounds rounds = new Rounds("follow", this::round);

  /** The number of changes of the registry. */
  private volatile long news;

  private boolean listening;

  /** Follows a registry, listening from the first model on. */
  public RegistryFollower(ModelRegistry registry) {
    this(registry, FIRST_RETRY);
  }

  RegistryFollower(ModelRegistry registry, Duration firstRetry) {
    this.registry = registry;
    this.firstRetry = firstRetry;
  }

  /**
   * Calls a model back from now on, the first time at once.
   *
   * @param changed returns how long until it wants to be called without a change
   * @throws OverloadedException if no thread can be started
   */
  synchronized Following follow(String model, Supplier<Duration> changed) {
    if (!listening) {
      registry.onChange(this::changed);
      listening = true;
    }
    Following following = new Following(model, changed);
    models.add(following);
    if (!rounds.wake()) {
      following.close();
      throw new OverloadedException(
          "Cannot follow what is in production of " + model + ": the system has no thread left");
    }
    return following;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // called by one thread at a time
  private void changed() {
    news++;
    if (!rounds.wake() && !models.isEmpty()) {
      throw new OverloadedException("Cannot follow the registry: the system has no thread left");
    }
  }

  private @Nullable Duration round() {
    long pause = Long.MAX_VALUE;
    for (Following model : models) {
      pause = Math.min(pause, model.step());
    }
    return models.isEmpty() ? null : Duration.ofNanos(pause);
  }

  /** Ends the thread, and waits a bounded time for that. */
  @Override
  public void close() {
    rounds.end(END);
  }

  /** One model that is called back; confined to the thread, except for its end. */
  final class Following implements AutoCloseable {
    private final String model;
    private final Supplier<Duration> changed;
    private final Backoff retry = new Backoff(firstRetry, LAST_RETRY, System::nanoTime);
    private volatile boolean closed;
    private volatile boolean wanted = true;

    /** What the last step threw, until it is logged. */
    private @Nullable Throwable failure;

    /** Consecutive failures. */
    private int failures;

    /** The value of {@link #news} at the last call. */
    private long seen;

    /** The time from {@code since} to the next call, in nanoseconds. */
    private long pause;

    private long since;

    private Following(String model, Supplier<Duration> changed) {
      this.model = model;
      this.changed = changed;
    }

    /** Requests a call soon. */
    void wake() {
      wanted = true;
      rounds.wake();
    }

    /** Calls the model if due; returns the time to the next call, in nanoseconds. */
    @SuppressWarnings("checkstyle:IllegalCatch") // an error of one attempt must not end the others
    private long step() {
      try {
        Throwable last = failure;
        if (last != null) {
          failure = null;
          failed(last);
        }
        long newest = news;
        if (newest != seen || wanted || left() <= 0) {
          call(newest);
        }
        return Math.max(0, left());
      } catch (Throwable e) {
        failure = e; // nothing called here can fail as well
        return 0;
      }
    }

    private long left() {
      return pause == Long.MAX_VALUE ? pause : pause - (System.nanoTime() - since);
    }

    private void call(long newest) {
      if (newest != seen) {
        retry.succeeded();
      }
      seen = newest;
      wanted = false;
      pauseFor(changed.get().toNanos());
      failures = 0;
      retry.succeeded();
    }

    private void pauseFor(long nanos) {
      since = System.nanoTime();
      pause = nanos;
    }

    @SuppressWarnings("checkstyle:IllegalCatch") // without memory, logging fails too
    private void failed(Throwable e) {
      pauseFor(retry.failed());
      if (closed) {
        return; // interrupted, or the home is closed, as expected
      }
      failures++;
      try {
        if (Floods.isLogged(failures)) {
          LOG.error(
              "Cannot follow the registry ({} attempts failed); the version of {} that serves goes"
                  + " on serving",
              failures,
              model,
              e);
        }
      } catch (Throwable again) {
        Thread.onSpinWait(); // the next attempt logs it
      }
    }

    @Override
    public void close() {
      closed = true;
      models.remove(this);
    }
  }
}
