package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * A stored blob.
 *
 * @param id the id
 * @param bytes the length
 * @param lastPut the time of the last put, even if the blob was already stored, by the {@linkplain
 *     BlobMaintenance#now() clock of the storage}. It may be later than the last put, because blobs
 *     that are stored together share the time of the latest; it is never earlier. Garbage
 *     collection spares recent blobs, because the commit that names them may be pending
 */
public record StoredBlob(BlobId id, long bytes, Instant lastPut) {
  /** Checks the parts. */
  public StoredBlob {
    required(id, "blob id");
    check(bytes >= 0, "Invalid length of a blob: %s (must not be negative)", bytes);
    required(lastPut, "time of the last put");
  }
}
