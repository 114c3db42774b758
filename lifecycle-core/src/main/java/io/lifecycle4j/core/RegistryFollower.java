package io.lifecycle4j.core;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back whenever the registry has something new, by any process.
 *
 * <p>News are called for at once, whatever happened before. A call that fails or is not content is
 * made again until it is, by and by more seldom, at least once a second; so is a registry asked
 * that cannot be read. Its thread outlives whatever is thrown, errors too: with it would end every
 * promotion to come.
 */
final class RegistryFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final String model;
  private final ModelRegistry registry;
  private final BooleanSupplier changed;

  /** Of the calls and the reads; only the thread touches it. */
  private final Backoff retry;

  private final Rounds rounds;
  private volatile boolean closed;

  /** What the last round threw, until it is logged; only the thread touches it. */
  private @Nullable Throwable failure;

  /** How long to wait for news, or before the next attempt; only the thread touches it. */
  private Duration wait;

  /** How many attempts failed since one did not; only the thread touches it. */
  private int failures;

  /** How far the registry was at the last call; only the thread touches it. */
  private long seen;

  /** Whether the last call was not content; only the thread touches it. */
  private boolean behind;

  /**
   * Starts to follow.
   *
   * @param changed is called, and tells whether it is content until there is news
   * @param firstWait half of how long it waits before the second attempt
   * @throws OverloadedException if the system has no thread left
   */
  RegistryFollower(
      String model, ModelRegistry registry, BooleanSupplier changed, Duration firstWait) {
    this.model = model;
    this.registry = registry;
    this.changed = changed;
    this.retry = new Backoff(firstWait.multipliedBy(2), LONGEST_WAIT, System::nanoTime);
    this.wait = firstWait;
    this.rounds = new Rounds("follow-" + model, this::follow);
    if (!rounds.wake()) {
      throw new OverloadedException(
          "Cannot follow what is in production of " + model + ": the system has no thread left");
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an error of one attempt must not end the others
  private @Nullable Duration follow() {
    try {
      Throwable last = failure;
      if (last != null) {
        failure = null;
        failed(last);
      }
      step();
    } catch (Throwable e) {
      failure = e; // nothing is called here that could fail as well
    }
    return closed ? null : Duration.ZERO;
  }

  private void step() {
    long newest = await();
    if (!closed && (newest > seen || behind)) {
      call(newest);
    }
  }

  /**
   * Returns how far the registry is, read before the call, so that nothing in between is missed.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // see follow
  private long await() {
    try {
      long newest = registry.await(seen, wait) ? registry.refresh() : seen;
      if (!behind) {
        failures = 0; // it can be read again
        retry.succeeded();
      }
      return newest;
    } catch (Throwable e) {
      failed(e);
      LockSupport.parkNanos(wait.toNanos()); // only closing ends it early
      return seen;
    }
  }

  private void call(long newest) {
    if (newest > seen) {
      retry.succeeded();
    }
    seen = newest;
    behind = true; // until the call says otherwise: it may throw
    behind = !changed.getAsBoolean();
    failures = 0;
    wait = behind ? Duration.ofNanos(retry.failed()) : LONGEST_WAIT;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // where no memory is left, there is none to say so
  private void failed(Throwable e) {
    if (closed) {
      return; // an interrupt, or a home that is closed: as it should be
    }
    try {
      wait = Duration.ofNanos(retry.failed());
      failures++;
      if (Floods.isLogged(failures)) {
        LOG.error(
            "Cannot follow the registry ({} attempts failed); the version of {} that serves goes on"
                + " serving",
            failures,
            model,
            e);
      }
    } catch (Throwable again) {
      // the next attempt says it
    }
  }

  /** Ends the thread, and waits for it unless it takes long. */
  @Override
  public void close() {
    closed = true;
    rounds.interrupt();
    rounds.end(END);
  }
}
