package io.lifecycle4j.maintenance;

import io.lifecycle4j.error.ClosedException;
import java.time.Duration;
import java.time.Instant;

/**
 * Protects the blobs that are stored while it is held from garbage collection.
 *
 * <p>Thread-safe. It ends when it is closed or expires, whichever comes first; after that, only the
 * grace period protects the blobs.
 */
public interface Lease extends AutoCloseable {
  /**
   * Returns the time of expiry.
   *
   * @return the time
   */
  Instant until();

  /**
   * Extends the lease, durable on return.
   *
   * @param duration the duration from now, above zero and at most 10 years
   * @throws io.lifecycle4j.error.ConflictException if it has expired: its blobs may already be
   *     collected
   * @throws ClosedException if it is closed
   */
  void renew(Duration duration);

  /** Ends the lease. */
  @Override
  void close();
}
