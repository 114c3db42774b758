package io.lifecycle4j.core.tiers;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A home whose blobs are read wherever they lie. */
public final class TieredMedium implements Medium {
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
  public static TieredMedium over(Medium medium, @Nullable BlobStore cold) {
    return new TieredMedium(required(medium, "medium"), cold);
  }

  /**
   * Returns a home that is wrapped already, or wraps it without a cold store.
   *
   * @param medium keeps the home
   * @return the home
   */
  public static TieredMedium of(Medium medium) {
    return medium instanceof TieredMedium tiered ? tiered : over(medium, null);
  }

  /**
   * Returns what keeps the home itself.
   *
   * @return the medium without its other tiers
   */
  public Medium hot() {
    return hot;
  }

  /**
   * Returns the cold store.
   *
   * @return the store, or empty if there is none
   */
  public Optional<BlobStore> cold() {
    return Optional.ofNullable(cold).map(ColdStore::blobs);
  }

  /** Returns the cold store, once it is sure that no other was attached meanwhile. */
  Optional<BlobStore> checkedCold() {
    return Optional.ofNullable(cold).map(ColdStore::checked);
  }

  /** Returns the id of the cold store. */
  Optional<UUID> coldId() {
    return Optional.ofNullable(cold).map(ColdStore::id);
  }

  /**
   * Returns where blobs lie that are not hot.
   *
   * @return the placements
   */
  public Placements placements() {
    return placements;
  }

  @Override
  public BlobStore blobs() {
    return tiers();
  }

  TieredBlobStore tiers() {
    return new TieredBlobStore(hot.blobs(), cold, placements);
  }

  @Override
  public JournalStore journals() {
    return hot.journals();
  }

  @Override
  public Optional<Path> cache() {
    return hot.cache();
  }

  @Override
  public boolean isReadOnly() {
    return hot.isReadOnly();
  }

  @Override
  public List<HomeFeature> features() {
    return hot.features();
  }

  @Override
  public List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    return hot.upgrade(features);
  }

  /**
   * Throws if the home is only read, before work that would end in writing it.
   *
   * @throws io.lifecycle4j.error.ReadOnlyException if it is only read
   */
  public void checkWritable() {
    if (isReadOnly()) {
      hot.blobs().putAll(List.of()); // it is refused, and says why
    }
  }

  @Override
  public void close() {
    hot.close();
  }
}
