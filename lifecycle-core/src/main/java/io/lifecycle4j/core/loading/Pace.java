package io.lifecycle4j.core.loading;

import io.lifecycle4j.core.error.Backoff;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How patiently versions are loaded.
 *
 * @param retry when one that cannot be loaded is tried again; twice as long after each failure
 * @param longest the longest time until it is
 * @param patience how long a person waits for a load, and how long a version is tried for a
 *     decision that nobody waits for before it is passed over
 * @param nanos measures these times; the clock of the home does not, since it may be set
 */
public record Pace(Duration retry, Duration longest, Duration patience, LongSupplier nanos) {
  /** One second, a minute, and five. */
  public static final Pace DEFAULT =
      new Pace(
          Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(5), System::nanoTime);

  /** Begins to try. */
  public Backoff backoff() {
    return new Backoff(retry, longest, nanos);
  }
}
