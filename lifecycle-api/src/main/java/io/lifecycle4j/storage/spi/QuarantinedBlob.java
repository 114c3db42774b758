package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * A blob in quarantine: no longer readable, not yet deleted.
 *
 * @param id the id
 * @param bytes the length
 * @param since the time when it was quarantined
 */
public record QuarantinedBlob(BlobId id, long bytes, Instant since) {
  /** Checks the parts. */
  public QuarantinedBlob {
    required(id, "blob id");
    check(bytes >= 0, "Invalid length of a blob: %s (must not be negative)", bytes);
    required(since, "time of a quarantine");
  }
}
