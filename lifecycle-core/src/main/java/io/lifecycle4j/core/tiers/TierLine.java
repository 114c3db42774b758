package io.lifecycle4j.core.tiers;

import io.lifecycle4j.storage.BlobId;
import java.util.List;

/**
 * One entry of the journal of tiers, as it lies on disk.
 *
 * @param v the version of this form
 * @param kind {@code placed}
 * @param tier the name of the tier
 * @param blobs what was placed there
 */
record TierLine(int v, String kind, String tier, List<Held> blobs) {
  static final int VERSION = 1;
  static final String PLACED = "placed";

  /**
   * A blob and what holds it.
   *
   * @param blob the blob
   * @param bytes its length
   * @param stored what holds it
   * @param storedBytes the length of that
   */
  record Held(BlobId blob, long bytes, BlobId stored, long storedBytes) {}
}
