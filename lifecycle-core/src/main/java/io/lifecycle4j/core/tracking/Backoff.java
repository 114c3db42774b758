package io.lifecycle4j.core.tracking;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When to try again what failed: after a wait that doubles each time. Not thread-safe. */
final class Backoff {
  /** The first wait. */
  static final Duration SHORTEST = Duration.ofMillis(20);

  /** The longest wait: so late does anybody see that a disk is well again. */
  static final Duration LONGEST = Duration.ofSeconds(2);

  private final LongSupplier nanos;
  private long wait;
  private long next;

  /**
   * Begins without a failure.
   *
   * @param nanos tells the time
   */
  Backoff(LongSupplier nanos) {
    this.nanos = nanos;
  }

  boolean isDue() {
    return wait == 0 || nanos.getAsLong() - next >= 0;
  }

  void failed() {
    wait = wait == 0 ? SHORTEST.toNanos() : Math.min(LONGEST.toNanos(), 2 * wait);
    next = nanos.getAsLong() + wait;
  }

  void succeeded() {
    wait = 0;
  }
}
