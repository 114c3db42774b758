package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Maintains the blobs of all tiers. Listing and purging of the quarantine, and merging of packs,
 * cover the hot store only; a garbage collection accesses the cold store itself.
 */
final class TieredBlobMaintenance implements BlobMaintenance {
  private final TieredBlobStore blobs;
  private final BlobMaintenance hot;

  TieredBlobMaintenance(TieredBlobStore blobs, BlobMaintenance hot) {
    this.blobs = blobs;
    this.hot = hot;
  }

  @Override
  public Instant now() {
    return hot.now();
  }

  @Override
  public void verify(BlobId id, VerifyDepth depth) {
    blobs.at(
        id,
        store -> {
          store.maintenance().verify(id, depth);
          return true;
        },
        (store, placed) -> {
          store.maintenance().verify(placed.stored(), depth);
          if (depth == VerifyDepth.HASH) {
            blobs.verify(store, placed);
          }
          return true;
        });
  }

  @Override
  public List<BlobId> quarantine(Collection<BlobId> ids, Instant now) {
    List<BlobId> all = new ArrayList<>(required(ids, "blob ids"));
    Set<BlobId> gone = new HashSet<>(hot.quarantine(all, now));
    Map<BlobId, BlobPlacement> placed = blobs.contained(all);
    for (Tier tier : List.of(Tier.WARM, Tier.COLD)) {
      Set<BlobId> holders = TieredBlobStore.holders(placed, tier);
      if (!holders.isEmpty()) {
        BlobMaintenance store = blobs.holder(tier, "set blobs aside").maintenance();
        Set<BlobId> aside = Set.copyOf(store.quarantine(holders, now));
        placed.forEach(
            (id, placement) -> {
              if (aside.contains(placement.stored())) {
                gone.add(id);
              }
            });
      }
    }
    return all.stream().filter(gone::contains).distinct().toList();
  }

  @Override
  public List<QuarantinedBlob> quarantined() {
    return hot.quarantined();
  }

  /** Restores a blob, or else the blob that holds it. */
  @Override
  public void restore(BlobId id) {
    try {
      hot.restore(id);
    } catch (NotFoundException e) {
      BlobPlacement placed = blobs.placed(id).orElseThrow(() -> e);
      blobs.holder(placed).maintenance().restore(placed.stored());
    }
  }

  @Override
  public List<BlobId> purge(Collection<BlobId> ids, Instant before) {
    return hot.purge(ids, before);
  }

  @Override
  public int merge(Instant before) {
    return hot.merge(before);
  }

  @Override
  public int mergeable(Instant before) {
    return hot.mergeable(before);
  }
}
