package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When to try again what failed: after a wait that doubles each time. Not thread-safe. */
public final class Backoff {
  /** The first wait for a disk. */
  public static final Duration SHORTEST = Duration.ofMillis(20);

  /** The longest wait for a disk: so late does anybody see that it is well again. */
  public static final Duration LONGEST = Duration.ofSeconds(2);

  private final long shortest;
  private final long longest;
  private final LongSupplier nanos;
  private long wait;
  private long next;

  /**
   * Begins without a failure of a disk.
   *
   * @param nanos tells the time
   */
  public Backoff(LongSupplier nanos) {
    this(SHORTEST, LONGEST, nanos);
  }

  /**
   * Begins without a failure.
   *
   * @param shortest the first wait
   * @param longest the longest wait
   * @param nanos tells the time
   */
  public Backoff(Duration shortest, Duration longest, LongSupplier nanos) {
    this.shortest = shortest.toNanos();
    this.longest = longest.toNanos();
    this.nanos = nanos;
  }

  /**
   * Returns whether it is time to try.
   *
   * @return true unless it failed a moment ago
   */
  public boolean isDue() {
    return left() <= 0;
  }

  /**
   * Returns how long until it is time to try.
   *
   * @return nanoseconds; none are left if it is not positive
   */
  public long left() {
    return wait == 0 ? 0 : next - nanos.getAsLong();
  }

  /**
   * Notes that it failed.
   *
   * @return how long to wait, in nanoseconds
   */
  public long failed() {
    long longer = wait == 0 ? shortest : Math.min(longest, 2 * wait);
    next = nanos.getAsLong() + longer; // first: an error here must leave no wait without an end
    wait = longer;
    return longer;
  }

  /** Notes that it succeeded. */
  public void succeeded() {
    wait = 0;
  }
}
