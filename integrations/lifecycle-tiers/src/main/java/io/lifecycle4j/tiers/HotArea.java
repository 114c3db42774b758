package io.lifecycle4j.tiers;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** The store of the home: hot blobs, and the containers of warm ones. */
record HotArea(Medium home, Placements placements) implements BlobArea {
  @Override
  public BlobStore blobs() {
    return home.blobs();
  }

  @Override
  public Map<BlobId, Holder> holders(Collection<BlobId> blobs) {
    return placements.holders(blobs, Tier.WARM);
  }

  @Override
  public Set<BlobId> copies(Collection<BlobId> blobs) {
    return placements.copies(blobs, Tier.WARM);
  }
}
