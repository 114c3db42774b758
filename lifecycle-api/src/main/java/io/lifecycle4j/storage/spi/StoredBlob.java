package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * A blob that is stored.
 *
 * @param id its name
 * @param bytes its length
 * @param lastPut when it was last put, also if it was there already, by the {@linkplain
 *     BlobMaintenance#now() clock of the storage}; not before the last put, but perhaps after it,
 *     since blobs that are kept together share the time of the last of them. A collection of
 *     garbage spares what was put lately: what names it may not be written yet
 */
public record StoredBlob(BlobId id, long bytes, Instant lastPut) {
  /** Checks the parts. */
  public StoredBlob {
    required(id, "blob id");
    check(bytes >= 0, "Invalid length of a blob: %s (must not be negative)", bytes);
    required(lastPut, "time of the last put");
  }
}
