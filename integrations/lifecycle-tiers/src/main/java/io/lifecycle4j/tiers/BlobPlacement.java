package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;

/**
 * Where a moved blob is stored.
 *
 * @param bytes the length of the blob
 * @param tier hot if it is in its original place
 * @param stored the blob that holds it: a container, or in the warm tier the blob itself, if
 *     compression does not pay
 * @param storedBytes the length of {@code stored}
 */
record BlobPlacement(BlobId blob, long bytes, Tier tier, BlobId stored, long storedBytes) {
  public BlobPlacement {
    required(blob, "blob");
    required(tier, "tier");
    required(stored, "blob that holds it");
  }

  /** {@return whether another blob holds it} */
  public boolean contained() {
    return !stored.equals(blob);
  }
}
