package io.lifecycle4j.tiers;

import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobArea.Holder;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tiers.TierLine.Attached;
import io.lifecycle4j.tiers.TierLine.Held;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where blobs lie that are not hot, in the journal {@code tiers}. Thread-safe. */
final class Placements {
  /** The name of the journal. */
  public static final String JOURNAL = "tiers";

  private final Medium medium;
  private @Nullable Fold<TierState> state;

  Placements(Medium medium) {
    this.medium = medium;
  }

  /** Opens the journal when first needed: most homes have none. */
  private synchronized Fold<TierState> state() {
    if (state == null) {
      state = new Fold<>(medium.journals().shared(JOURNAL), new TierState(), TierState::add);
    }
    return state;
  }

  /** Returns whether no blob was ever moved, so that every blob is in the hot store. */
  boolean untouched() {
    return state().read(TierState::untouched);
  }

  Optional<BlobPlacement> find(BlobId blob) {
    return state().read(all -> Optional.ofNullable(all.placements().get(blob)));
  }

  /**
   * Returns the placements of the blobs that are not hot.
   *
   * @param blobs the blobs
   * @return the placements by blob
   */
  public Map<BlobId, BlobPlacement> find(Collection<BlobId> blobs) {
    return state()
        .read(
            all -> {
              Map<BlobId, BlobPlacement> found = new HashMap<>();
              for (BlobId blob : blobs) {
                BlobPlacement placement = all.placements().get(blob);
                if (placement != null) {
                  found.put(blob, placement);
                }
              }
              return found;
            });
  }

  /** Returns the holders of blobs in one tier. */
  Map<BlobId, Holder> holders(Collection<BlobId> blobs, Tier tier) {
    Map<BlobId, Holder> holders = new HashMap<>();
    for (BlobPlacement placement : find(blobs).values()) {
      if (placement.tier() == tier) {
        holders.put(placement.blob(), new Holder(placement.stored(), placement.storedBytes()));
      }
    }
    return holders;
  }

  /** Returns what ever held blobs in one tier, from the journal, which is never trimmed. */
  Set<BlobId> copies(Collection<BlobId> blobs, Tier tier) {
    Set<BlobId> wanted = Set.copyOf(blobs);
    Set<BlobId> copies = new HashSet<>();
    if (!untouched()) {
      medium
          .journals()
          .read(
              JOURNAL,
              1,
              entry ->
                  TierState.placed(
                      entry,
                      (held, where) -> {
                        if (where == tier && wanted.contains(held.blob())) {
                          copies.add(held.stored());
                        }
                      }));
    }
    return copies;
  }

  /** {@return the placements of all blobs that are not hot, by blob} */
  public Map<BlobId, BlobPlacement> all() {
    return state().read(all -> Map.copyOf(all.placements()));
  }

  /** {@return every blob that this home ever put into its cold store} */
  public Set<BlobId> cold() {
    return state().read(all -> Set.copyOf(all.cold()));
  }

  /**
   * Makes the known entries durable. Another process may not have synced them yet, and blobs
   * deleted because of an entry would be lost if a power cut removed it.
   */
  public void force() {
    state().decide(all -> Decision.nothing(true));
  }

  /** Returns the id of the cold store, if the home ever had one. */
  Optional<UUID> attached() {
    return state().read(TierState::attached);
  }

  /** Attaches a cold store, durable on return, unless blobs lie in another. */
  void attach(UUID store) {
    state()
        .decide(
            all ->
                all.attached().filter(store::equals).isPresent() || all.strayed(store).isPresent()
                    ? Decision.nothing(store)
                    : new Decision<>(
                        StorageForms.JSON.write(
                            new Attached(TierLine.VERSION, Attached.KIND, store)),
                        sequence -> store));
  }

  /** Returns the id of the store where blobs lie, if that is not the given one. */
  Optional<UUID> strayed(UUID given) {
    return state().read(all -> all.strayed(given));
  }

  /**
   * Records where blobs lie now, all in one tier; durable on return.
   *
   * @param store the id of the cold store, if there is one
   */
  void place(Tier tier, List<BlobPlacement> placed, Optional<UUID> store) {
    state()
        .decide(
            all -> {
              if (tier == Tier.COLD && !all.attached().equals(store)) {
                throw new ConflictException(
                    "Cannot move blobs to the cold tier: another process gave the home another cold"
                        + " store (open the home with that one)");
              }
              List<Held> changed = new ArrayList<>();
              for (BlobPlacement next : placed) {
                if (isNews(all.placements().get(next.blob()), next)) {
                  changed.add(
                      new Held(next.blob(), next.bytes(), next.stored(), next.storedBytes()));
                }
              }
              return changed.isEmpty()
                  ? Decision.nothing(tier)
                  : new Decision<>(
                      StorageForms.JSON.write(
                          new TierLine(TierLine.VERSION, TierLine.PLACED, tier.name(), changed)),
                      sequence -> tier);
            });
  }

  private static boolean isNews(@Nullable BlobPlacement before, BlobPlacement next) {
    return next.tier() == Tier.HOT ? before != null : !next.equals(before);
  }
}
