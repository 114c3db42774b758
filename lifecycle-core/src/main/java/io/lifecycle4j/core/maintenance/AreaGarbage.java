package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The garbage in one store of a home. Affects only what the home put there. Ages are measured with
 * the clock of that store, since ours may be wrong. Not thread-safe.
 */
final class AreaGarbage {
  private static final Logger LOG = LoggerFactory.getLogger(AreaGarbage.class);

  private final BlobArea area;
  private final BlobMaintenance maintenance;

  /** Taken before references are searched. */
  private final Instant now;

  /** Listed before the mark phase: what is stored later is no candidate. */
  private final List<StoredBlob> stored = new ArrayList<>();

  /** The blobs to quarantine, with their lengths. */
  private final Map<BlobId, Long> garbage = new LinkedHashMap<>();

  private Amount kept = Amount.NONE;
  private Amount spared = Amount.NONE;

  AreaGarbage(BlobArea area) {
    this.area = area;
    this.maintenance = area.blobs().maintenance();
    this.now = maintenance.now();
  }

  Instant now() {
    return now;
  }

  void list() {
    area.list(stored::add);
  }

  /**
   * Divides what is stored into needed, spared and garbage.
   *
   * @param grace the minimum age of garbage
   */
  void sort(Reached reached, Duration grace) {
    Set<BlobId> needed = needed(reached);
    Instant cutoff = now.minus(grace);
    for (StoredBlob blob : stored) {
      if (needed.contains(blob.id())) {
        kept = kept.plus(blob.bytes());
      } else if (blob.lastPut().isBefore(cutoff)) {
        garbage.put(blob.id(), blob.bytes());
      } else {
        spared = spared.plus(blob.bytes());
      }
    }
  }

  /** Returns the needed blobs and the blobs that hold them here. */
  private Set<BlobId> needed(Reached reached) {
    Set<BlobId> needed = new HashSet<>(reached.blobs());
    area.holders(reached.blobs()).values().forEach(holder -> needed.add(holder.id()));
    return needed;
  }

  /** Returns the quarantined blobs that are needed. */
  List<QuarantinedBlob> needing(Reached reached) {
    Set<BlobId> needed = needed(reached);
    List<QuarantinedBlob> needing = new ArrayList<>(maintenance.quarantined());
    needing.removeIf(blob -> !needed.contains(blob.id()) || !area.owns(blob.id()));
    return needing;
  }

  /** Returns the blobs that were quarantined long ago and are not needed. */
  List<QuarantinedBlob> gone(Collection<QuarantinedBlob> needed, Duration quarantine) {
    List<QuarantinedBlob> gone = new ArrayList<>(maintenance.quarantined());
    gone.removeAll(needed);
    gone.removeIf(blob -> !blob.since().isBefore(now.minus(quarantine)) || !area.owns(blob.id()));
    return gone;
  }

  /** Quarantines garbage, except what was put in the meantime. */
  void setAside() {
    garbage.keySet().retainAll(Set.copyOf(maintenance.quarantine(garbage.keySet(), now)));
  }

  /** Restores a blob, which then is no garbage. */
  void restore(BlobId id) {
    garbage.remove(id);
    try {
      maintenance.restore(id);
    } catch (NotFoundException e) {
      LOG.debug("Blob {} is back already", id, e); // its owner was faster
    }
  }

  /** Restores everything that was quarantined. */
  void restoreAll(Throwable cause) {
    for (BlobId id : List.copyOf(garbage.keySet())) {
      try {
        restore(id);
      } catch (LifecycleException e) {
        cause.addSuppressed(e); // it stays in quarantine, and the next collection restores it
      }
    }
  }

  /** Deletes what was quarantined long ago, and returns the amount. */
  Amount purge(Duration quarantine) {
    List<QuarantinedBlob> aside = new ArrayList<>(maintenance.quarantined());
    aside.removeIf(blob -> !area.owns(blob.id()));
    List<BlobId> ids = aside.stream().map(QuarantinedBlob::id).toList();
    Set<BlobId> gone = Set.copyOf(maintenance.purge(ids, now.minus(quarantine)));
    return sum(aside.stream().filter(blob -> gone.contains(blob.id())).toList());
  }

  static Amount sum(List<QuarantinedBlob> all) {
    Amount sum = Amount.NONE;
    for (QuarantinedBlob blob : all) {
      sum = sum.plus(blob.bytes());
    }
    return sum;
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
