package io.lifecycle4j.core.error;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Decides when to retry after failures: after a wait that doubles each time. Not thread-safe. */
public final class Backoff {
  /** The first wait for a disk. */
  public static final Duration SHORTEST = Duration.ofMillis(20);

  /** The longest wait for a disk, and so the longest delay until its recovery is noticed. */
  public static final Duration LONGEST = Duration.ofSeconds(2);

  private final long shortest;
  private final long longest;
  private final LongSupplier nanos;
  private long wait;
  private long next;

  /** Begins without a failure, with the waits for a disk. */
  public Backoff(LongSupplier nanos) {
    this(SHORTEST, LONGEST, nanos);
  }

  public Backoff(Duration shortest, Duration longest, LongSupplier nanos) {
    this.shortest = shortest.toNanos();
    this.longest = longest.toNanos();
    this.nanos = nanos;
  }

  /** Returns whether to try now: unless it failed a moment ago. */
  public boolean isDue() {
    return left() <= 0;
  }

  /** Returns the nanoseconds until the next attempt; 0 or negative if it is due. */
  public long left() {
    return wait == 0 ? 0 : next - nanos.getAsLong();
  }

  /** Records a failure; returns how long to wait, in nanoseconds. */
  public long failed() {
    long longer = wait == 0 ? shortest : Math.min(longest, 2 * wait);
    next = nanos.getAsLong() + longer; // first: an error here must not leave an endless wait
    wait = longer;
    return longer;
  }

  /** Records a success. */
  public void succeeded() {
    wait = 0;
  }
}
