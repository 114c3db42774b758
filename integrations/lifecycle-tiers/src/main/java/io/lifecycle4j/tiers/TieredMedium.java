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

/** A home whose blobs are read wherever they lie. */
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
   * Wraps the medium of a home. Without a cold store it opens no journal before a blob is missed.
   *
   * @param medium keeps the home
   * @param cold keeps the cold tier, null for none; is not closed
   * @return the home
   * @throws io.lifecycle4j.error.InvalidValueException if what the home moved lies in another cold
   *     store; nothing was changed
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

  /** Returns whether there is a cold store. */
  boolean hasCold() {
    return cold != null;
  }

  /** Makes it durable which cold store there is, if there is one. */
  void rememberCold() {
    if (cold != null) {
      cold.remember();
    }
  }

  /** Returns the cold store, once it is sure that no other was attached meanwhile. */
  Optional<BlobStore> checkedCold() {
    return Optional.ofNullable(cold).map(ColdStore::checked);
  }

  /** Returns the id of the cold store. */
  Optional<UUID> coldId() {
    return Optional.ofNullable(cold).map(ColdStore::id);
  }

  /** Returns where blobs lie that are not hot. */
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

  /** Throws if the home is only read, before work that would end in writing it. */
  void checkWritable() {
    if (isReadOnly()) {
      hot.blobs().putAll(List.of()); // it is refused, and says why
    }
  }
}
