package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.maintenance.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A lease in the journal of pins. */
final class HeldLease implements Lease {
  /** How far the clock of a storage may lag behind, since files have coarser times. */
  private static final Duration LAG = Duration.ofMinutes(1);

  private final Pins pins;
  private final InstantSource clock;
  private final String id;
  private Instant until;
  private boolean closed;

  private HeldLease(Pins pins, InstantSource clock, String id, Instant until) {
    this.pins = pins;
    this.clock = clock;
    this.id = id;
    this.until = until;
  }

  static HeldLease take(Pins pins, InstantSource clock, Duration duration) {
    Instant now = clock.instant();
    Instant until = now.plus(checked(duration));
    return new HeldLease(pins, clock, pins.lease(now.minus(LAG), until), until);
  }

  private static Duration checked(Duration duration) {
    check(
        !required(duration, "duration").isNegative()
            && !duration.isZero()
            && duration.compareTo(Duration.ofDays(3650)) <= 0,
        "Invalid duration of a lease: %s (must be above zero, and at most 10 years)",
        duration);
    return duration;
  }

  @Override
  public synchronized Instant until() {
    return until;
  }

  @Override
  public synchronized void renew(Duration duration) {
    if (closed) {
      throw new ClosedException("The lease is closed");
    }
    Instant now = clock.instant();
    Instant later = now.plus(checked(duration));
    pins.renew(id, now, later);
    until = later;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      pins.release(id);
      closed = true;
    }
  }
}
