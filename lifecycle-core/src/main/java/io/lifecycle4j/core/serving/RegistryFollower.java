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
 * Calls the models of a home back whenever the registry has something new, on one thread for all.
 *
 * <p>News are called for at once, whatever happened before. A call says when it wants to be made
 * again without news; one that fails is made again by and by more seldom, at least once a second.
 * The thread outlives whatever is thrown, errors too: with it would end every promotion to come.
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

  /** How often the registry changed. */
  private volatile long news;

  private boolean listening;

  /**
   * Prepares to follow a registry.
   *
   * @param registry is listened to from the first model on
   */
  public RegistryFollower(ModelRegistry registry) {
    this(registry, FIRST_RETRY);
  }

  RegistryFollower(ModelRegistry registry, Duration firstRetry) {
    this.registry = registry;
    this.firstRetry = firstRetry;
  }

  /**
   * Calls a model back from now on, at once for the first time.
   *
   * @param changed is called; returns how long until it wants to be called without news
   * @throws OverloadedException if the system has no thread left
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

  /** Ends the thread, and waits for it unless it takes long. */
  @Override
  public void close() {
    rounds.end(END);
  }

  /** One model that is called back; but for its end, only the thread touches it. */
  final class Following implements AutoCloseable {
    private final String model;
    private final Supplier<Duration> changed;
    private final Backoff retry = new Backoff(firstRetry, LAST_RETRY, System::nanoTime);
    private volatile boolean closed;
    private volatile boolean wanted = true;

    /** What the last step threw, until it is logged. */
    private @Nullable Throwable failure;

    /** How many attempts failed since one did not. */
    private int failures;

    /** The news at the last call. */
    private long seen;

    /** How long after a time it is called again, in nanoseconds. */
    private long pause;

    private long since;

    private Following(String model, Supplier<Duration> changed) {
      this.model = model;
      this.changed = changed;
    }

    /** Has it called soon. */
    void wake() {
      wanted = true;
      rounds.wake();
    }

    /** Calls it if it is time to, and returns how long until then, in nanoseconds. */
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
        failure = e; // nothing is called here that could fail as well
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

    @SuppressWarnings("checkstyle:IllegalCatch") // where no memory is left, there is none to say so
    private void failed(Throwable e) {
      pauseFor(retry.failed());
      if (closed) {
        return; // an interrupt, or a home that is closed: as it should be
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
        Thread.onSpinWait(); // the next attempt says it
      }
    }

    @Override
    public void close() {
      closed = true;
      models.remove(this);
    }
  }
}
