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
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(BlobErasure.class);

  private final Medium home;
  private final List<Part> parts = new ArrayList<>();
  private final References everything;
  private final Set<BlobId> doomed;
  private final String doing;

  /** The doomed blobs that are stored, with their lengths. */
  private final Map<BlobId, Long> stored = new LinkedHashMap<>();

  private final Set<BlobId> needed = new HashSet<>();
  private final Set<String> holders = new TreeSet<>();
  private @Nullable String unknown;
  private @Nullable LifecycleException why;

  private BlobErasure(Medium home, References everything, Set<BlobId> doomed, String doing) {
    this.home = home;
    this.everything = everything;
    this.doomed = doomed;
    this.doing = doing;
    for (BlobArea area : HomeFeatures.areas(home)) {
      parts.add(new Part(area, area.isOpen() ? time(area, doomed) : Instant.MIN));
    }
    requireOpen();
    for (BlobId id : doomed) {
      home.blobs().find(id).ifPresent(blob -> stored.put(id, blob.bytes()));
    }
  }

  /**
   * An area of the home.
   *
   * @param time what was put there afterwards is not deleted
   */
  private record Part(BlobArea area, Instant time) {}

  /** Returns the time of an area; a clock that was wrong may have put a blob in the future. */
  private static Instant time(BlobArea area, Set<BlobId> doomed) {
    Instant time = area.blobs().maintenance().now();
    for (BlobId id : copies(area, doomed)) {
      Instant put = area.blobs().find(id).map(StoredBlob::lastPut).orElse(time);
      time = put.isAfter(time) ? put : time;
    }
    return time;
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
  }

  /** Throws if blobs lie in a store that was not given. */
  private void requireOpen() {
    for (Part part : parts) {
      if (!part.area().isOpen() && !part.area().holders(doomed).isEmpty()) {
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
    List<Part> open = parts.stream().filter(part -> part.area().isOpen()).toList();
    for (Part part : open) {
      part.area().blobs().maintenance().quarantine(unneeded(part.area()), part.time());
    }
    try {
      everything.walk(this);
    } finally {
      putBackNeeded(open); // also if it is not known what else is needed
    }
    requireKnown();
    for (Part part : open) {
      part.area().blobs().maintenance().purge(unneeded(part.area()), Instant.MAX);
    }
    for (Part part : parts) {
      if (!part.area().isOpen() && !part.area().copies(doomed).isEmpty()) {
        LOG.warn(
            "Could not {} in a store that was not given: bytes that lay there may not be collected"
                + " yet (open the home with it and collect garbage)",
            doing);
      }
    }
  }

  private Set<BlobId> unneeded(BlobArea area) {
    Set<BlobId> others = new HashSet<>(doomed);
    others.removeAll(needed);
    return copies(area, others);
  }

  /** Returns blobs and all that holds or held them, of what the home has put in an area. */
  private static Set<BlobId> copies(BlobArea area, Collection<BlobId> blobs) {
    Set<BlobId> copies = new HashSet<>(blobs);
    copies.addAll(area.copies(blobs));
    copies.removeIf(id -> !area.owns(id));
    return copies;
  }

  /** Restores what is needed, also what a purge that was interrupted left in quarantine. */
  private void putBackNeeded(List<Part> open) {
    Set<BlobId> missing = home.blobs().missing(needed);
    for (Part part : open) {
      copies(part.area(), missing).forEach(id -> putBack(part.area().blobs(), id));
    }
  }

  private static void putBack(BlobStore blobs, BlobId id) {
    try {
      blobs.maintenance().restore(id);
    } catch (NotFoundException e) {
      // it lies elsewhere, or its writer has restored it
    }
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
