package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that does not go back for an hour: while the system clock is behind by less, it stands
 * still. Then it goes back with it: it had been ahead, and would stand for as long as it was.
 *
 * <p>The times of a log are therefore nearly always in the order of its entries, so that an erasure
 * reaches no later prediction. Thread-safe.
 */
final class ForwardClock implements InstantSource {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final InstantSource clock;
  private final AtomicReference<Instant> newest = new AtomicReference<>(Instant.MIN);

  ForwardClock(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    while (true) {
      Instant before = requireNonNull(newest.get());
      Instant now = clock.instant(); // read later, so that it is not earlier because of a pause
      if (!now.isAfter(before) && !now.isBefore(before.minus(LONGEST))) {
        return before;
      }
      if (newest.compareAndSet(before, now)) {
        return now;
      }
    }
  }
}
