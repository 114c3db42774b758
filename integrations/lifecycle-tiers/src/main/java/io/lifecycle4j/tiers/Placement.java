package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;

/**
 * Where a blob lies that was moved.
 *
 * @param blob the blob
 * @param bytes its length
 * @param tier the tier; hot if it lies where it was at first
 * @param stored the blob that holds it now: a container, or in the warm tier itself, if compressing
 *     it does not pay
 * @param storedBytes the length of that
 */
record Placement(BlobId blob, long bytes, Tier tier, BlobId stored, long storedBytes) {
  /** Checks the parts. */
  public Placement {
    required(blob, "blob");
    required(tier, "tier");
    required(stored, "blob that holds it");
  }

  /**
   * Returns whether another blob holds it.
   *
   * @return whether it does
   */
  public boolean contained() {
    return !stored.equals(blob);
  }
}
