package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that never goes back: while the system clock is behind, it stands still.
 *
 * <p>The times of a log are therefore in the order of its entries, which reading by time, retention
 * and erasure rely on. Thread-safe.
 */
final class ForwardClock implements InstantSource {
  private final InstantSource clock;
  private final AtomicReference<Instant> newest = new AtomicReference<>(Instant.MIN);

  ForwardClock(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    Instant now = clock.instant();
    Instant before = requireNonNull(newest.get());
    while (now.isAfter(before)) {
      if (newest.compareAndSet(before, now)) {
        return now;
      }
      before = requireNonNull(newest.get());
    }
    return before;
  }
}
