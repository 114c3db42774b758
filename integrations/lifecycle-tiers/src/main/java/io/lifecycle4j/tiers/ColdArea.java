package io.lifecycle4j.tiers;

import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the home put into its cold store, which others may share. */
record ColdArea(@Nullable ColdStore cold, Placements placements) implements BlobArea {
  @Override
  public BlobStore blobs() {
    if (cold == null) {
      throw new StorageFailedException(
          "Cannot use the cold store: the home was opened without one (give it to"
              + " Tiers.withCold(…))");
    }
    return cold.blobs();
  }

  @Override
  public boolean isOpen() {
    return cold != null;
  }

  @Override
  public void list(Consumer<StoredBlob> action) {
    Set<BlobId> ours = placements.cold();
    Set<BlobId> missing = ours.isEmpty() ? ours : blobs().missing(ours);
    for (BlobId id : ours) {
      if (!missing.contains(id)) {
        blobs().find(id).ifPresent(action); // unless it was collected in the meantime
      }
    }
  }

  @Override
  public boolean owns(BlobId id) {
    return placements.cold().contains(id);
  }

  @Override
  public Map<BlobId, Holder> holders(Collection<BlobId> blobs) {
    return placements.holders(blobs, Tier.COLD);
  }

  @Override
  public Set<BlobId> copies(Collection<BlobId> blobs) {
    return placements.copies(blobs, Tier.COLD);
  }
}
