package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.error.ClosedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps that fail alone: a failed one is logged, and is due again after a wait that doubles each
 * time, from a minute to an hour. Thread-safe.
 */
final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  /** So many failed steps are remembered. */
  private static final int MOST = 1_000;

  private final Map<String, Failed> failed = new LinkedHashMap<>();
  private final LongSupplier nanos;

  Retries(LongSupplier nanos) {
    this.nanos = nanos;
  }

  private static final class Failed {
    private final Backoff wait;
    private long count;

    Failed(LongSupplier nanos) {
      this.wait = new Backoff(SHORTEST, LONGEST, nanos);
    }
  }

  /** Returns whether to attempt a step: unless it failed a while ago. */
  synchronized boolean isDue(String step) {
    Failed before = failed.get(step);
    return before == null || before.wait.isDue();
  }

  /**
   * Attempts a step, due or not; returns whether it succeeded.
   *
   * @throws ClosedException if the home is closed
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown, the other steps go on
  boolean attempt(String step, Runnable work) {
    try {
      work.run();
      succeeded(step);
      return true;
    } catch (ClosedException e) {
      throw e;
    } catch (RuntimeException e) {
      long times = failed(step);
      if (Floods.isLogged(times)) {
        LOG.warn("{} failed ({} times); it is tried again later", step, times, e);
      }
      return false;
    }
  }

  private synchronized void succeeded(String step) {
    failed.remove(step);
  }

  private synchronized long failed(String step) {
    Failed now = failed.computeIfAbsent(step, key -> new Failed(nanos));
    if (failed.size() > MOST) {
      failed.remove(failed.keySet().iterator().next());
    }
    now.wait.failed();
    return ++now.count;
  }
}
