package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that does not go back for an hour: while the system clock is behind by less, it stands
 * still. Then it goes back with it: it had been ahead, and would stand for as long as it was.
 *
 * <p>The times of a log are therefore nearly always in the order of its entries, so that an erasure
 * reaches no later prediction. It ticks in milliseconds: the calls within one share its instant,
 * and do not compete to set it. Thread-safe.
 */
final class ForwardClock implements InstantSource {
  private static final long LONGEST = 3_600_000; // milliseconds

  private static final Instant LONG_AGO = Instant.ofEpochMilli(Long.MIN_VALUE / 2);

  private final InstantSource clock;
  private final AtomicReference<Instant> newest = new AtomicReference<>(LONG_AGO);

  ForwardClock(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    while (true) {
      Instant before = requireNonNull(newest.get());
      long now = clock.millis(); // read later, so that it is not earlier because of a pause
      long behind = before.toEpochMilli() - now;
      if (behind >= 0 && behind <= LONGEST) {
        return before;
      }
      Instant next = Instant.ofEpochMilli(now);
      if (newest.compareAndSet(before, next)) {
        return next;
      }
    }
  }
}
