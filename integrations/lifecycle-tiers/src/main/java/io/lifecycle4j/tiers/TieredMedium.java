package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.LayeredMedium;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A home that reads blobs from any tier. */
final class TieredMedium implements LayeredMedium {
  private final Medium hot;
  private final @Nullable ColdStore cold;
  private final Placements placements;

  private TieredMedium(Medium hot, @Nullable BlobStore cold) {
    this.hot = hot;
    this.placements = new Placements(hot);
    this.cold = cold == null ? null : ColdStore.attach(hot, cold, placements);
  }

  /**
   * Wraps the medium of a home. Without a cold store, opens no journal unless the hot store lacks a
   * blob.
   *
   * @param cold the store of the cold tier, null for none; is not closed
   * @throws io.lifecycle4j.error.InvalidValueException if moved bytes of the home lie in another
   *     cold store; nothing was changed
   */
  static TieredMedium over(Medium medium, @Nullable BlobStore cold) {
    return new TieredMedium(required(medium, "medium"), cold);
  }

  @Override
  public Medium base() {
    return hot;
  }

  @Override
  public LayeredMedium over(Medium copy) {
    return over(copy, null);
  }

  @Override
  public List<BlobArea> areas() {
    return List.of(new HotArea(hot, placements), new ColdArea(cold, placements));
  }

  @Override
  public Set<String> layerJournals() {
    return Set.of(Placements.JOURNAL);
  }

  @Override
  public void force() {
    placements.force();
  }

  boolean hasCold() {
    return cold != null;
  }

  /** Records durably which cold store there is, if any. */
  void rememberCold() {
    if (cold != null) {
      cold.remember();
    }
  }

  /** Returns the cold store, after checking that no other was attached in the meantime. */
  Optional<BlobStore> checkedCold() {
    return Optional.ofNullable(cold).map(ColdStore::checked);
  }

  Optional<UUID> coldId() {
    return Optional.ofNullable(cold).map(ColdStore::id);
  }

  Placements placements() {
    return placements;
  }

  @Override
  public BlobStore blobs() {
    return tiers();
  }

  TieredBlobStore tiers() {
    return new TieredBlobStore(hot.blobs(), cold, placements);
  }

  /** Throws if the home is read-only, before work that would end with a write. */
  void checkNotReadOnly() {
    if (isReadOnly()) {
      hot.blobs().putAll(List.of()); // throws with the reason
    }
  }
}
