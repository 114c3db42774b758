package io.lifecycle4j.tiers;

import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves blobs between tiers: stores each in its new place, reads it back, records the placement,
 * and only then quarantines the old copy in the hot store. If interrupted at any point, every blob
 * can be read.
 *
 * <p>A concurrent move back to hot puts the blob and then records that; this one quarantines
 * nothing put after it began, and checks the records afterwards. At least one of them sees the
 * other, as with a garbage collection. Not thread-safe.
 */
final class Mover {
  /** Blobs up to this length are packed in memory, and best moved together. */
  public static final int SMALL_BLOB = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

  private final TieredMedium home;
  private final TieredBlobStore blobs;
  private final BlobStore hot;
  private final UUID id;
  private final Instant now;
  private final LongConsumer read;

  /**
   * Begins a move. Blobs that are put later are not quarantined.
   *
   * @param home the home
   * @param read receives the number of bytes read
   */
  public Mover(TieredMedium home, LongConsumer read) {
    this.home = home;
    this.blobs = home.tiers();
    this.hot = home.base().blobs();
    this.id = hot.id();
    this.now = hot.maintenance().now();
    this.read = read;
  }

  /**
   * Moves blobs with one commit, durable on return. Larger ones than {@link #SMALL_BLOB} are best
   * moved alone: smaller ones are held in memory together.
   *
   * @param lengths the lengths of the blobs
   * @param tier the target
   * @throws InvalidValueException if it is the cold tier and there is no cold store
   */
  public void move(Map<BlobId, Long> lengths, Tier tier) {
    BlobStore target = tier == Tier.COLD ? cold() : hot;
    List<Form> forms = new ArrayList<>();
    lengths.forEach((blob, bytes) -> forms.add(Form.of(blobs, id, blob, bytes, tier, read)));
    List<BlobPlacement> placed = store(forms, tier, target);
    Map<BlobId, String> needed = new LinkedHashMap<>();
    for (BlobPlacement placement : placed) {
      if (placement.contained()) {
        blobs.verify(target, placement);
      }
      needed.put(placement.stored(), "blob " + placement.blob());
    }
    StoredFiles.commit(
        target,
        "move blobs to the " + tier + " tier",
        needed,
        () -> {
          home.placements().place(tier, placed, home.coldId());
          return tier;
        });
    if (tier != Tier.HOT) {
      setAside(placed, target.missing(needed.keySet()));
    }
  }

  private BlobStore cold() {
    return home.checkedCold()
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "Cannot move blobs to the cold tier: the home was opened without a cold store"
                        + " (give it to Tiers.withCold(…))"));
  }

  private List<BlobPlacement> store(List<Form> forms, Tier tier, BlobStore target) {
    Set<BlobId> settled = new HashSet<>();
    List<Content> fresh = new ArrayList<>();
    for (Form form : forms) {
      // what does not shrink is stored already, unless it comes from the cold store
      if (tier == Tier.WARM && !form.packed() && hot.contains(form.blob())) {
        settled.add(form.blob());
      } else {
        fresh.add(form.content());
      }
    }
    Iterator<BlobId> stored = target.putAll(fresh).iterator();
    List<BlobPlacement> placed = new ArrayList<>();
    for (Form form : forms) {
      BlobId there = settled.contains(form.blob()) ? form.blob() : stored.next();
      if (!form.packed() && !there.equals(form.blob())) {
        throw new CorruptDataException(
            "Corrupt blob " + form.blob() + ": its bytes are those of " + there);
      }
      long size = form.packed() ? target.size(there) : form.bytes();
      placed.add(new BlobPlacement(form.blob(), form.bytes(), tier, there, size));
    }
    return placed;
  }

  private void setAside(List<BlobPlacement> placed, Set<BlobId> gone) {
    List<BlobId> old = new ArrayList<>();
    for (BlobPlacement placement : placed) {
      if (placement.contained() && !gone.contains(placement.stored())) {
        old.add(placement.blob());
      }
    }
    List<BlobId> aside = new ArrayList<>(hot.maintenance().quarantine(old, now));
    aside.removeAll(home.placements().find(aside).keySet());
    aside.forEach(this::restore);
  }

  /** Stores again what a concurrent move brought back. */
  private void restore(BlobId blob) {
    try {
      hot.maintenance().restore(blob);
    } catch (NotFoundException e) {
      LOG.debug("Blob {} is back already", blob, e);
    }
  }
}
