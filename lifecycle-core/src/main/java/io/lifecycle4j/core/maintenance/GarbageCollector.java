package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tiers.TieredMedium;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.maintenance.GarbageCollection;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.GarbageReport.Mode;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks what is needed, sets the rest aside, and marks again.
 *
 * <p>Who commits a reference asks once more for its blobs after the commit ({@link
 * io.lifecycle4j.core.storage.StoredFiles#commit}); this collector asks once more for references
 * after it set blobs aside. Each first does its own part and then looks at the other's, so that at
 * least one of them sees the other, and puts the blob back.
 */
final class GarbageCollector implements GarbageCollection {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final String DOING = "collect garbage";
  private static final Duration GRACE = Duration.ofDays(14);
  private static final Duration QUARANTINE = Duration.ofDays(7);

  /** What a commit under way needs is put back from quarantine, so it must last for a while. */
  private static final Duration SHORTEST_QUARANTINE = Duration.ofDays(1);

  /** What is subtracted from the time must leave one. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private static final int MISSES = 3;

  private final TieredMedium home;
  private final Pins pins;
  private final References references;
  private @Nullable Duration grace;
  private @Nullable Duration quarantine;
  private Mode mode = Mode.DRY_RUN;

  GarbageCollector(TieredMedium home, Pins pins, References references) {
    this.home = home;
    this.pins = pins;
    this.references = references;
  }

  @Override
  public GarbageCollection grace(Duration duration) {
    checkUnset(grace, "garbage collection", "grace period");
    check(
        !required(duration, "grace period").isNegative() && duration.compareTo(LONGEST) <= 0,
        "Invalid grace period: %s (must not be negative, and at most 10 years)",
        duration);
    grace = duration;
    return this;
  }

  @Override
  public GarbageCollection purgeAfter(Duration duration) {
    checkUnset(quarantine, "garbage collection", "quarantine period");
    check(
        required(duration, "quarantine period").compareTo(SHORTEST_QUARANTINE) >= 0
            && duration.compareTo(LONGEST) <= 0,
        "Invalid quarantine period: %s (must be at least 1 day, and at most 10 years)",
        duration);
    quarantine = duration;
    return this;
  }

  @Override
  public GarbageCollection quarantine() {
    check(mode == Mode.DRY_RUN, "Invalid garbage collection: quarantine set twice");
    mode = Mode.QUARANTINE;
    return this;
  }

  @Override
  public GarbageReport run() {
    Run run = new Run(home.hot().blobs());
    return mode == Mode.DRY_RUN ? run.look() : run.act();
  }

  /** One run. */
  private final class Run {
    private final BlobStore blobs;
    private final BlobMaintenance maintenance;
    private final Instant now;

    /** What to quarantine, with its length. */
    private final Map<BlobId, Long> garbage = new LinkedHashMap<>();

    private final ColdGarbage cold = new ColdGarbage(home);
    private Amount kept = Amount.NONE;
    private Amount spared = Amount.NONE;

    /** The time is that of the storage, by which blobs were put: ours may be wrong. */
    Run(BlobStore blobs) {
      this.blobs = blobs;
      this.maintenance = blobs.maintenance();
      this.now = maintenance.now();
    }

    GarbageReport look() {
      List<StoredBlob> stored = stored();
      Reached reached = Reached.in(references);
      reached.requireAll(DOING);
      Instant cutoff = cutoff();
      sort(stored, reached, cutoff);
      List<QuarantinedBlob> back = needing(reached);
      List<QuarantinedBlob> gone = new ArrayList<>(maintenance.quarantined());
      gone.removeAll(back);
      gone.removeIf(blob -> !blob.since().isBefore(purgeBefore()));
      gone.addAll(cold.gone(reached, quarantine()));
      Amount all = sum(back).plus(sum(cold.needing(reached)));
      return report(all, sum(gone), maintenance.mergeable(cutoff));
    }

    /**
     * Finds what is aside and needed. Who needs a blob that was moved to another tier needs what
     * holds it now.
     */
    private List<QuarantinedBlob> needing(Reached reached) {
      List<QuarantinedBlob> needing = new ArrayList<>(maintenance.quarantined());
      needing.removeIf(blob -> !reached.blobs().contains(blob.id()));
      List<BlobId> ids = needing.stream().map(QuarantinedBlob::id).toList();
      Set<BlobId> missing = ids.isEmpty() ? Set.of() : home.blobs().missing(ids);
      Set<BlobId> moved = home.placements().find(ids).keySet();
      needing.removeIf(blob -> moved.contains(blob.id()) && !missing.contains(blob.id()));
      return needing;
    }

    /** Listed before the marking: what comes later is no candidate. */
    private List<StoredBlob> stored() {
      List<StoredBlob> stored = new ArrayList<>();
      blobs.list(stored::add);
      return stored;
    }

    GarbageReport act() {
      home.checkWritable();
      home.placements().force(); // a container is garbage because of what was placed since
      List<StoredBlob> stored = stored();
      List<QuarantinedBlob> back = new ArrayList<>();
      Reached reached = putBackNeeded(back);
      Instant cutoff = cutoff();
      sort(stored, reached, cutoff);
      Interrupts.check(DOING);
      setAside();
      Amount purged = purge();
      int merged = maintenance.merge(cutoff); // last, when there is the least to copy
      GarbageReport report = report(sum(back), purged, merged);
      LOG.info(
          "Collected garbage in {}: needed {}, spared {}, quarantined {}, put back {}, deleted {},"
              + " merged {} small packs",
          home.location(),
          report.kept(),
          report.spared(),
          report.quarantined(),
          report.restored(),
          report.purged(),
          report.merged());
      return report;
    }

    /**
     * Sets garbage aside, and puts back what a commit needs that came between the marking and this:
     * also when it fails half way.
     */
    @SuppressWarnings("checkstyle:IllegalCatch") // whatever went wrong, nothing needed stays aside
    private void setAside() {
      try {
        List<BlobId> aside = maintenance.quarantine(garbage.keySet(), now);
        cold.setAside();
        garbage.keySet().retainAll(Set.copyOf(aside)); // what was put meanwhile was passed over
        garbage.keySet().removeAll(putBackNeeded(new ArrayList<>()).blobs());
      } catch (RuntimeException | Error e) {
        boolean interrupted = Thread.interrupted(); // a closed channel would put nothing back
        putBack(e);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw e;
      }
    }

    /** Puts back what is needed, or if that is not known everything. */
    @SuppressWarnings("checkstyle:IllegalCatch") // as above
    private void putBack(Throwable cause) {
      try {
        putBackNeeded(new ArrayList<>());
      } catch (RuntimeException | Error e) {
        if (e != cause) {
          cause.addSuppressed(e);
        }
        List.copyOf(garbage.keySet()).forEach(id -> restore(id, cause));
        cold.restoreAll(cause);
      }
    }

    private void restore(BlobId id, Throwable cause) {
      try {
        restore(id);
      } catch (LifecycleException e) {
        cause.addSuppressed(e); // it stays aside, and the next collection puts it back
      }
    }

    /**
     * Puts back all that is aside and needed, and returns all that is needed. A manifest that comes
     * back names files, so this goes on until nothing comes back; while others put back what they
     * commit, a manifest may be missed once or twice.
     */
    private Reached putBackNeeded(List<QuarantinedBlob> back) {
      for (int misses = 0; ; ) {
        Reached reached = Reached.in(references);
        List<QuarantinedBlob> came = needing(reached);
        came.forEach(blob -> restore(blob.id()));
        List<QuarantinedBlob> coldCame = cold.needing(reached);
        coldCame.forEach(blob -> cold.restore(blob.id()));
        back.addAll(came);
        back.addAll(coldCame);
        if (came.isEmpty() && coldCame.isEmpty() && (reached.complete() || ++misses == MISSES)) {
          reached.requireAll(DOING);
          return reached;
        }
      }
    }

    private void restore(BlobId id) {
      try {
        maintenance.restore(id);
      } catch (NotFoundException e) {
        LOG.debug("Blob {} is back already", id, e); // its owner was faster
      }
    }

    private void sort(List<StoredBlob> stored, Reached reached, Instant cutoff) {
      Set<BlobId> needed = reached.blobs();
      for (StoredBlob blob : stored) {
        if (needed.contains(blob.id())) {
          kept = kept.plus(blob.bytes());
        } else if (blob.lastPut().isBefore(cutoff)) {
          garbage.put(blob.id(), blob.bytes());
        } else {
          spared = spared.plus(blob.bytes());
        }
      }
      cold.sort(reached, Duration.between(cutoff, now));
    }

    /** Returns the time from which on what was put is spared. */
    private Instant cutoff() {
      Instant graceful = now.minus(grace == null ? GRACE : grace);
      Instant held = pins.heldSince(now);
      return held.isBefore(graceful) ? held : graceful;
    }

    private Instant purgeBefore() {
      return now.minus(quarantine());
    }

    private Duration quarantine() {
      return quarantine == null ? QUARANTINE : quarantine;
    }

    private Amount purge() {
      List<QuarantinedBlob> aside = maintenance.quarantined();
      Collection<BlobId> gone = Set.copyOf(maintenance.purge(purgeBefore()));
      return sum(aside.stream().filter(blob -> gone.contains(blob.id())).toList())
          .plus(sum(cold.purge(quarantine())));
    }

    private GarbageReport report(Amount back, Amount purged, int merged) {
      SortedMap<BlobId, Long> all = new TreeMap<>(Comparator.comparing(BlobId::sha256));
      all.putAll(garbage);
      all.putAll(cold.garbage());
      Amount quarantined = Amount.NONE;
      for (long size : all.values()) {
        quarantined = quarantined.plus(size);
      }
      return new GarbageReport(
          mode,
          kept.plus(cold.kept()),
          spared.plus(cold.spared()),
          quarantined,
          back,
          purged,
          merged,
          List.copyOf(all.keySet()));
    }

    private static Amount sum(List<QuarantinedBlob> all) {
      Amount sum = Amount.NONE;
      for (QuarantinedBlob blob : all) {
        sum = sum.plus(blob.bytes());
      }
      return sum;
    }
  }
}
