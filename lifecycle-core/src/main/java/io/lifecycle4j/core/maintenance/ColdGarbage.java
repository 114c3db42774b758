package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.tiers.Placement;
import io.lifecycle4j.core.tiers.TieredMedium;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Tier;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers in the cold store that nothing needs any more. Only what this home put there is ever
 * touched; without a cold store nothing is. Not thread-safe.
 */
final class ColdGarbage {
  private static final Logger LOG = LoggerFactory.getLogger(ColdGarbage.class);

  private final TieredMedium home;
  private final @Nullable BlobStore cold;

  /** What to quarantine, with its length. */
  private final Map<BlobId, Long> garbage = new TreeMap<>(Comparator.comparing(BlobId::sha256));

  private Amount kept = Amount.NONE;
  private Amount spared = Amount.NONE;

  /** Taken before anybody looks what is needed. */
  private final Instant now;

  ColdGarbage(TieredMedium home) {
    this.home = home;
    this.cold = home.cold().orElse(null);
    this.now = cold == null ? Instant.MIN : cold.maintenance().now();
  }

  /**
   * Sorts what is stored into what is needed, spared and garbage.
   *
   * @param grace how long ago what is garbage was put, by the clock of the cold store
   */
  void sort(Reached reached, Duration grace) {
    if (cold == null) {
      return;
    }
    Instant cutoff = now.minus(grace);
    Set<BlobId> needed = needed(reached);
    Set<BlobId> ours = home.placements().cold();
    Set<BlobId> missing = ours.isEmpty() ? Set.of() : cold.missing(ours);
    for (BlobId id : ours) {
      if (!missing.contains(id)) {
        sort(cold, id, needed.contains(id), cutoff);
      }
    }
  }

  private void sort(BlobStore store, BlobId id, boolean needed, Instant cutoff) {
    StoredBlob blob = store.find(id).orElse(null);
    if (blob == null) {
      LOG.debug("Blob {} was collected since", id);
    } else if (needed) {
      kept = kept.plus(blob.bytes());
    } else if (blob.lastPut().isBefore(cutoff)) {
      garbage.put(id, blob.bytes());
    } else {
      spared = spared.plus(blob.bytes());
    }
  }

  private Set<BlobId> needed(Reached reached) {
    Set<BlobId> needed = new HashSet<>();
    for (Placement placement : home.placements().find(reached.blobs()).values()) {
      if (placement.tier() == Tier.COLD) {
        needed.add(placement.stored());
      }
    }
    return needed;
  }

  void setAside() {
    if (cold != null && !garbage.isEmpty()) {
      garbage.keySet().retainAll(Set.copyOf(cold.maintenance().quarantine(garbage.keySet(), now)));
    }
  }

  /** Finds what is aside and needed. */
  List<QuarantinedBlob> needing(Reached reached) {
    if (cold == null || home.placements().cold().isEmpty()) {
      return List.of();
    }
    Set<BlobId> needed = needed(reached);
    return cold.maintenance().quarantined().stream()
        .filter(blob -> needed.contains(blob.id()))
        .toList();
  }

  /** Puts something back; it is no garbage then. */
  void restore(BlobId id) {
    garbage.remove(id);
    if (cold != null) {
      try {
        cold.maintenance().restore(id);
      } catch (NotFoundException e) {
        LOG.debug("Blob {} is back already", id, e); // its owner was faster
      }
    }
  }

  /** Puts back all that was quarantined. */
  void restoreAll(Throwable cause) {
    for (BlobId id : List.copyOf(garbage.keySet())) {
      try {
        restore(id);
      } catch (LifecycleException e) {
        cause.addSuppressed(e); // it stays aside, and the next collection puts it back
      }
    }
  }

  /** Finds what this home quarantined long ago and does not need. */
  List<QuarantinedBlob> gone(Reached reached, Duration quarantine) {
    Set<BlobId> ours = home.placements().cold();
    if (cold == null || ours.isEmpty()) {
      return List.of();
    }
    Set<BlobId> needed = needed(reached);
    Instant before = now.minus(quarantine);
    return cold.maintenance().quarantined().stream()
        .filter(blob -> blob.since().isBefore(before))
        .filter(blob -> ours.contains(blob.id()) && !needed.contains(blob.id()))
        .toList();
  }

  /** Deletes what this home quarantined, and tells what was. */
  List<QuarantinedBlob> purge(Duration quarantine) {
    Set<BlobId> ours = home.placements().cold();
    if (cold == null || ours.isEmpty()) {
      return List.of();
    }
    List<QuarantinedBlob> aside = cold.maintenance().quarantined();
    Set<BlobId> gone = Set.copyOf(cold.maintenance().purge(ours, now.minus(quarantine)));
    return aside.stream().filter(blob -> gone.contains(blob.id())).toList();
  }

  Map<BlobId, Long> garbage() {
    return garbage;
  }

  Amount kept() {
    return kept;
  }

  Amount spared() {
    return spared;
  }
}
