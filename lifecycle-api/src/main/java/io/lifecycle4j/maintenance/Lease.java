package io.lifecycle4j.maintenance;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the blobs that are put while it is held from being collected.
 *
 * <p>Thread-safe. It ends when it is closed or expires, whichever comes first; after that the grace
 * period alone protects.
 */
public interface Lease extends AutoCloseable {
  /**
   * Returns when it expires.
   *
   * @return the time
   */
  Instant until();

  /**
   * Holds it longer, durable on return.
   *
   * @param duration how long from now, above zero and at most 10 years
   * @throws io.lifecycle4j.error.ConflictException if it has expired: what was put may be collected
   *     already
   * @throws IllegalStateException if it was closed
   */
  void renew(Duration duration);

  /** Gives it up. */
  @Override
  void close();
}
