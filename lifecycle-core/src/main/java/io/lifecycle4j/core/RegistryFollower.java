package io.lifecycle4j.core;

import io.lifecycle4j.registry.ModelRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back whenever the registry has something new, by any process.
 *
 * <p>A call that fails is made again, by and by more seldom, until it succeeds: a disk may come
 * back. Until then the version that serves goes on serving.
 */
final class RegistryFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofSeconds(10);

  private final String model;
  private final ModelRegistry registry;
  private final Runnable changed;
  private final Duration firstWait;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** How long to wait for news, or before the next attempt; only the thread touches it. */
  private Duration wait;

  RegistryFollower(String model, ModelRegistry registry, Runnable changed, Duration firstWait) {
    this.model = model;
    this.registry = registry;
    this.changed = changed;
    this.firstWait = firstWait;
    this.wait = firstWait;
    this.thread = new Thread(this::follow, "lifecycle4j-follow-" + model);
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    long seen = 0;
    boolean behind = false;
    while (!closed()) {
      long newest = await(seen);
      if (!closed() && (newest > seen || behind)) {
        behind = !call();
        seen = newest;
      }
    }
  }

  /**
   * Returns how far the registry is, read before the call, so that nothing in between is missed.
   */
  private long await(long seen) {
    try {
      return registry.await(seen, wait) ? registry.sequence() : seen;
    } catch (RuntimeException e) {
      failed(e);
      pause();
      return seen;
    }
  }

  private boolean call() {
    try {
      changed.run();
      wait = firstWait;
      return true;
    } catch (RuntimeException e) {
      failed(e);
      return false;
    }
  }

  private void failed(RuntimeException e) {
    if (closed()) {
      return; // an interrupt, or a home that is closed: as it should be
    }
    LOG.error(
        "Cannot follow the registry; the version of {} that serves goes on serving", model, e);
    Duration longer = wait.multipliedBy(2);
    wait = longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
  }

  private void pause() {
    try {
      closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // only closing interrupts: the loop ends
    }
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  /** Ends the thread, and waits for it unless it is loading a version that takes long. */
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ends all the same, only nobody waits for it
    }
  }
}
