package io.lifecycle4j.core.storage;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When to try again what failed: after a wait that doubles each time. Not thread-safe. */
public final class Backoff {
  /** The first wait. */
  public static final Duration SHORTEST = Duration.ofMillis(20);

  /** The longest wait: so late does anybody see that a disk is well again. */
  public static final Duration LONGEST = Duration.ofSeconds(2);

  private final LongSupplier nanos;
  private long wait;
  private long next;

  /**
   * Begins without a failure.
   *
   * @param nanos tells the time
   */
  public Backoff(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Tells whether it is time to try.
   *
   * @return true unless it failed a moment ago
   */
  public boolean isDue() {
    return wait == 0 || nanos.getAsLong() - next >= 0;
  }

  /** Notes that it failed. */
  public void failed() {
    wait = wait == 0 ? SHORTEST.toNanos() : Math.min(LONGEST.toNanos(), 2 * wait);
    next = nanos.getAsLong() + wait;
  }

  /** Notes that it succeeded. */
  public void succeeded() {
    wait = 0;
  }
}
