package io.lifecycle4j.tiers;

import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the journal of tiers, as it lies on disk.
 *
 * @param v the version of this form
 * @param kind {@code placed}; of another kind the rest is missing
 * @param tier the name of the tier
 * @param blobs what was placed there
 */
record TierLine(int v, String kind, @Nullable String tier, @Nullable List<Held> blobs) {
  static final int VERSION = 1;
  static final String PLACED = "placed";

  /**
   * An entry of another kind: which cold store the home has from then on.
   *
   * @param v the version of this form
   * @param kind {@code attached}
   * @param store the id of the cold store
   */
  record Attached(int v, String kind, UUID store) {
    static final String KIND = "attached";
  }

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
