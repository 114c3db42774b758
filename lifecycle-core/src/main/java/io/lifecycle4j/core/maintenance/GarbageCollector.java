package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.registry.VersionRetention;
import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.maintenance.GarbageCollection;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.GarbageReport.Mode;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.registry.WeightRetention;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.LayeredMedium;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks what is needed, quarantines the rest, and marks again.
 *
 * <p>A commit checks its blobs again after committing ({@link
 * io.lifecycle4j.core.storage.StoredFiles#commit}); this collector searches for references again
 * after quarantining blobs. Each first does its own part and then checks the other's, so that at
 * least one of them sees the other, and restores the blob.
 */
final class GarbageCollector implements GarbageCollection {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final String DOING = "collect garbage";
  private static final Duration GRACE = Duration.ofDays(14);
  private static final Duration QUARANTINE = Duration.ofDays(7);

  /** Long enough for a concurrent commit to restore a blob it needs. */
  private static final Duration SHORTEST_QUARANTINE = Duration.ofDays(1);

  /** Subtracting it from the current time must not overflow. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private static final int MISSES = 3;

  private final Medium home;
  private final Pins pins;
  private final References references;
  private final InstantSource clock;
  private final Observers observers;
  private final @Nullable VersionRetention versions;
  private @Nullable WeightRetention retention;
  private @Nullable Duration grace;
  private @Nullable Duration quarantine;
  private Mode mode = Mode.DRY_RUN;

  GarbageCollector(
      Medium home,
      Pins pins,
      References references,
      InstantSource clock,
      Observers observers,
      @Nullable VersionRetention versions) {
    this.home = home;
    this.pins = pins;
    this.references = references;
    this.clock = clock;
    this.observers = observers;
    this.versions = versions;
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
  public GarbageCollection keepWeights(WeightRetention weights) {
    checkUnset(retention, "garbage collection", "retention of weights");
    retention = required(weights, "retention of weights");
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
    return observers.call(
        Operation.COLLECT_GARBAGE,
        ObservedSubject.HOME,
        () -> {
          Run run = new Run();
          return mode == Mode.DRY_RUN ? run.look() : run.act();
        });
  }

  private final class Run {
    private final List<AreaGarbage> areas =
        HomeFeatures.areas(home).stream().filter(BlobArea::isOpen).map(AreaGarbage::new).toList();

    /** The home's own store, the only one that is merged: other stores may be shared. */
    private final AreaGarbage own = areas.get(0);

    /** The versions that lose their weights. */
    private List<String> purgedVersions = List.of();

    GarbageReport look() {
      if (versions != null && retention != null) {
        purgedVersions = versions.due(retention);
      }
      areas.forEach(AreaGarbage::list);
      Reached reached = Reached.in(references);
      reached.requireAll(DOING);
      Duration spared = spared();
      Amount back = Amount.NONE;
      Amount gone = Amount.NONE;
      for (AreaGarbage area : areas) {
        area.sort(reached, spared);
        List<QuarantinedBlob> needing = needing(area, reached);
        back = back.plus(AreaGarbage.sum(needing));
        gone = gone.plus(AreaGarbage.sum(area.gone(needing, quarantined())));
      }
      return report(back, gone, ownBlobs().mergeable(own.now().minus(spared)));
    }

    private BlobMaintenance ownBlobs() {
      return HomeFeatures.areas(home).get(0).blobs().maintenance();
    }

    /**
     * Returns the quarantined blobs that are needed. If a needed blob was moved, only its new
     * holder is needed, provided that it is stored.
     */
    private List<QuarantinedBlob> needing(AreaGarbage area, Reached reached) {
      List<QuarantinedBlob> needing = area.needing(reached);
      List<BlobId> ids = needing.stream().map(QuarantinedBlob::id).toList();
      Set<BlobId> moved = new HashSet<>();
      for (BlobArea each : HomeFeatures.areas(home)) {
        moved.addAll(each.holders(ids).keySet());
      }
      moved.removeAll(moved.isEmpty() ? Set.of() : home.blobs().missing(moved));
      needing.removeIf(blob -> moved.contains(blob.id()));
      return needing;
    }

    GarbageReport act() {
      HomeMaintenance.checkWritable(home);
      DatasetStores.completePurges(home, references, clock);
      if (versions != null && retention != null) {
        purgedVersions = versions.purge(retention);
      }
      if (home instanceof LayeredMedium layered) {
        layered.force(); // a holder may be garbage because of a recent move
      }
      areas.forEach(AreaGarbage::list);
      List<QuarantinedBlob> back = new ArrayList<>();
      Reached reached = putBackNeeded(back);
      Duration spared = spared();
      areas.forEach(area -> area.sort(reached, spared));
      Interrupts.check(DOING);
      setAside();
      Amount purged = Amount.NONE;
      for (AreaGarbage area : areas) {
        purged = purged.plus(area.purge(quarantined()));
      }
      // last, when there is the least to copy
      int merged = ownBlobs().merge(own.now().minus(spared));
      GarbageReport report = report(AreaGarbage.sum(back), purged, merged);
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

    /** Quarantines garbage, and restores what a commit after the marking needs, also on failure. */
    @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too, restore needed blobs
    private void setAside() {
      try {
        areas.forEach(AreaGarbage::setAside);
        own.garbage().keySet().removeAll(putBackNeeded(new ArrayList<>()).blobs());
      } catch (RuntimeException | Error e) {
        boolean interrupted = Thread.interrupted(); // an interrupt would close channels
        putBack(e);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw e;
      }
    }

    /** Restores what is needed, or everything if that is unknown. */
    @SuppressWarnings("checkstyle:IllegalCatch") // as above
    private void putBack(Throwable cause) {
      try {
        putBackNeeded(new ArrayList<>());
      } catch (RuntimeException | Error e) {
        Closing.suppress(cause, e);
        areas.forEach(area -> area.restoreAll(cause));
      }
    }

    /**
     * Restores everything quarantined and needed, and returns everything needed. A restored
     * manifest refers to files, so this repeats until nothing is restored; a manifest that a
     * concurrent commit restores may be missing once or twice.
     */
    private Reached putBackNeeded(List<QuarantinedBlob> back) {
      for (int misses = 0; ; ) {
        Reached reached = Reached.in(references);
        int before = back.size();
        for (AreaGarbage area : areas) {
          List<QuarantinedBlob> came = needing(area, reached);
          came.forEach(blob -> area.restore(blob.id()));
          back.addAll(came);
        }
        if (back.size() == before && (reached.complete() || ++misses == MISSES)) {
          reached.requireAll(DOING);
          return reached;
        }
      }
    }

    /** Returns the age up to which blobs are spared: longer while a lease is held. */
    private Duration spared() {
      Instant graceful = own.now().minus(grace == null ? GRACE : grace);
      Instant held = pins.heldSince(own.now());
      return Duration.between(held.isBefore(graceful) ? held : graceful, own.now());
    }

    private Duration quarantined() {
      return quarantine == null ? QUARANTINE : quarantine;
    }

    private GarbageReport report(Amount back, Amount purged, int merged) {
      SortedMap<BlobId, Long> all = new TreeMap<>(Comparator.comparing(BlobId::sha256));
      Amount kept = Amount.NONE;
      Amount spared = Amount.NONE;
      for (AreaGarbage area : areas) {
        all.putAll(area.garbage());
        kept = kept.plus(area.kept());
        spared = spared.plus(area.spared());
      }
      Amount quarantined = Amount.NONE;
      for (long size : all.values()) {
        quarantined = quarantined.plus(size);
      }
      return new GarbageReport(
          mode,
          kept,
          spared,
          quarantined,
          back,
          purged,
          merged,
          List.copyOf(all.keySet()),
          Optional.ofNullable(retention),
          purgedVersions);
    }
  }
}
