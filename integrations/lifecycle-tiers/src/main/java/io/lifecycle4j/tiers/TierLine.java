package io.lifecycle4j.tiers;

import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the journal of tiers, as stored.
 *
 * @param v the version of this form
 * @param kind {@code placed}; entries of other kinds have no more properties here
 * @param tier the name of the tier
 * @param blobs the blobs placed there
 */
record TierLine(int v, String kind, @Nullable String tier, @Nullable List<Held> blobs) {
  static final int VERSION = 1;
  static final String PLACED = "placed";

  /**
   * An entry of another kind: the cold store of the home from then on.
   *
   * @param v the version of this form
   * @param kind {@code attached}
   * @param store the id of the cold store
   */
  record Attached(int v, String kind, UUID store) {
    static final String KIND = "attached";
  }

  /** A blob and the blob that holds it, with their lengths. */
  record Held(BlobId blob, long bytes, BlobId stored, long storedBytes) {}
}
