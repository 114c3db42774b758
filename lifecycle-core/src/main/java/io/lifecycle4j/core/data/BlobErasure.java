package io.lifecycle4j.core.data;

import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.PurgeReport;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deletes blobs that nothing needs any more, without the grace period of a garbage collection. Used
 * once, by one thread.
 *
 * <p>What others put after the time that is taken first is not deleted: its writer may be about to
 * refer to it. The rest is quarantined, then what is needed is found out again, so that a writer
 * that did not find its blob in quarantine is seen here; only then are the others deleted.
 */
final class BlobErasure implements References.Visitor {
  static final PurgeReport.Bytes NOTHING = new PurgeReport.Bytes(0, 0, 0, 0, List.of(), 0);

  private final List<BlobArea> areas;
  private final References everything;
  private final Set<BlobId> doomed;
  private final String doing;

  /** The doomed blobs that are stored, with their lengths. */
  private final Map<BlobId, Long> stored = new LinkedHashMap<>();

  private final Set<BlobId> needed = new HashSet<>();
  private final Set<String> holders = new TreeSet<>();
  private Instant time;
  private @Nullable String unknown;
  private @Nullable LifecycleException why;

  private BlobErasure(Medium home, References everything, Set<BlobId> doomed, String doing) {
    this.areas = HomeFeatures.areas(home);
    this.everything = everything;
    this.doomed = doomed;
    this.doing = doing;
    this.time = home.blobs().maintenance().now();
    for (BlobId id : doomed) {
      home.blobs().find(id).ifPresent(this::found);
    }
  }

  /**
   * Finds out which blobs are needed by others. Changes nothing.
   *
   * @throws LifecycleException if that is not known, or bytes lie in a store that was not given
   */
  static BlobErasure of(Medium home, References everything, Set<BlobId> doomed, String doing) {
    BlobErasure erasure = new BlobErasure(home, everything, doomed, doing);
    erasure.findNeeded();
    return erasure;
  }

  /** A clock that was wrong may have put a blob in the future. */
  private void found(StoredBlob blob) {
    stored.put(blob.id(), blob.bytes());
    time = blob.lastPut().isAfter(time) ? blob.lastPut() : time;
  }

  @Override
  public void reaches(String holder, BlobId blob) {
    if (doomed.contains(blob)) {
      needed.add(blob);
      holders.add(holder);
    }
  }

  /** A model serves without its data; those of another version are needed by that version. */
  @Override
  public void learnedFrom(String holder, BlobId blob) {}

  @Override
  public void unreadable(String what, LifecycleException cause) {
    if (unknown == null) {
      unknown = what;
      why = cause;
    }
  }

  private void findNeeded() {
    everything.walk(this);
    requireKnown();
  }

  private void requireKnown() {
    if (why != null) {
      String message =
          "Cannot " + doing + ": what " + unknown + " needs is not known: " + why.getMessage();
      throw why instanceof ReadOnlyException
          ? new ReadOnlyException(message, why)
          : why instanceof StorageFailedException
              ? new StorageFailedException(message, why)
              : new CorruptDataException(message, why);
    }
    for (BlobArea area : areas) {
      if (!area.isOpen() && !area.holders(doomed).isEmpty()) {
        throw new StorageFailedException(
            "Cannot "
                + doing
                + ": some of its bytes lie in a store that was not given (open the home with it)");
      }
    }
  }

  /**
   * Deletes what nobody needs; what was deleted before is skipped, but durably deleted on return.
   */
  void run() {
    List<BlobArea> open = areas.stream().filter(BlobArea::isOpen).toList();
    for (BlobArea area : open) {
      area.blobs().maintenance().quarantine(unneeded(area), time);
    }
    findNeeded();
    for (BlobArea area : open) {
      here(area, needed).forEach(id -> putBack(area, id));
      area.blobs().maintenance().purge(unneeded(area), Instant.MAX);
    }
  }

  private Set<BlobId> unneeded(BlobArea area) {
    Set<BlobId> unneeded = here(area, doomed);
    unneeded.removeAll(here(area, needed));
    unneeded.removeIf(id -> !area.owns(id));
    return unneeded;
  }

  /** Restores what is needed, also what a purge that was interrupted left in quarantine. */
  private static void putBack(BlobArea area, BlobId id) {
    if (!area.blobs().contains(id)) {
      try {
        area.blobs().maintenance().restore(id);
      } catch (NotFoundException e) {
        // it is in another area, or its writer has restored it
      }
    }
  }

  /** Returns blobs and those that hold them in an area. */
  private static Set<BlobId> here(BlobArea area, Collection<BlobId> blobs) {
    Set<BlobId> here = new HashSet<>(blobs);
    area.holders(blobs).values().forEach(holder -> here.add(holder.id()));
    return here;
  }

  /** Returns what is deleted and what stays. */
  PurgeReport.Bytes bytes(long outside) {
    long shared = needed.stream().filter(stored::containsKey).count();
    long sharedBytes = needed.stream().mapToLong(id -> stored.getOrDefault(id, 0L)).sum();
    long all = stored.values().stream().mapToLong(Long::longValue).sum();
    return new PurgeReport.Bytes(
        stored.size() - shared,
        all - sharedBytes,
        shared,
        sharedBytes,
        List.copyOf(holders),
        outside);
  }
}
