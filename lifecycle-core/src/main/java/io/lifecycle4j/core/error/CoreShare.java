package io.lifecycle4j.core.error;

import java.util.function.LongSupplier;

/**
 * Limits work in the background to a twentieth of a core.
 *
 * <p>Each second earns 50 ms of work, of which one second may be saved up: so a burst is done at
 * once, and lasting work takes no more than its share. Used by one thread at a time.
 */
public final class CoreShare {
  private static final int PART = 20;

  /** How much work may be saved up, in nanoseconds. */
  static final long MOST = 1_000_000_000;

  private final LongSupplier nanos;
  private double saved = MOST;
  private long at;

  /** Begins with all that may be saved up. */
  public CoreShare() {
    this(System::nanoTime);
  }

  /** Measures by a clock of nanoseconds. */
  public CoreShare(LongSupplier nanos) {
    this.nanos = nanos;
    this.at = nanos.getAsLong();
  }

  /** Begins work. */
  public void begin() {
    long now = nanos.getAsLong();
    saved = Math.min(MOST, saved + (double) (now - at) / PART);
    at = now;
  }

  /** Ends work that {@linkplain #begin began}, during which nothing was earned. */
  public void end() {
    long now = nanos.getAsLong();
    saved -= now - at;
    at = now;
  }

  /** Returns whether the work that began has used up what was saved. */
  public boolean isSpent() {
    return nanos.getAsLong() - at >= saved;
  }

  /** Returns for how many nanoseconds no work should begin; 0 or less if it may. */
  public long rest() {
    return (long) Math.ceil(-saved * PART) - (nanos.getAsLong() - at);
  }
}
