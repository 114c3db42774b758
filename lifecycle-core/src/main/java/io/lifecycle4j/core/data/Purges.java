package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.DatasetStores.Needed;
import io.lifecycle4j.core.data.Versions.ErasedEntry;
import io.lifecycle4j.core.data.Versions.PurgeEntry;
import io.lifecycle4j.core.data.Versions.Purging;
import io.lifecycle4j.core.data.Versions.VersionEntry;
import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.data.PurgeReport;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.validation.ValidationReport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Purges versions of datasets.
 *
 * <p>First an entry of the journal says that a version is purged, and names the list of its blobs;
 * then those that nothing else needs are deleted; then a second entry says so. In between, no
 * version is committed: a commit completes the deletion, and starts again if a purge began after it
 * looked for its files. So whatever a commit refers to is seen here, or not deleted afterwards.
 */
final class Purges {
  private static final Logger LOG = LoggerFactory.getLogger(Purges.class);
  private static final String BY = "lifecycle4j";
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Medium home;
  private final BlobStore blobs;
  private final Manifests manifests;
  private final Fold<Versions> journal;
  private final References everything;
  private final InstantSource clock;

  /** When a commit attempts again what failed; guards {@link #failed}. */
  private final Backoff wait;

  /** What failed last. */
  private @Nullable Settled failed;

  /**
   * Purges the versions of a journal.
   *
   * @param everything what the whole home refers to
   */
  Purges(Medium home, Fold<Versions> journal, References everything, InstantSource clock) {
    this(home, journal, everything, clock, System::nanoTime);
  }

  /** Purges like the other one, with the clock of the waits after failures. */
  Purges(
      Medium home,
      Fold<Versions> journal,
      References everything,
      InstantSource clock,
      LongSupplier nanos) {
    this.wait = new Backoff(SHORTEST, LONGEST, nanos);
    this.home = home;
    this.blobs = home.blobs();
    this.manifests = new Manifests(blobs);
    this.journal = journal;
    this.everything = everything;
    this.clock = clock;
  }

  /** Completes what was interrupted, and returns the number of purges there were. */
  int settle() {
    Purging state = durable();
    while (!state.pending().isEmpty()) {
      for (PurgeEntry purge : state.pending()) {
        erase(purge);
        LOG.info("Completed the purge of {} {}", purge.version(), purge.purge());
      }
      state = durable();
    }
    return state.purges();
  }

  /** Returns which versions are purged, once the entries that say so are durable. */
  private Purging durable() {
    Purging state = journal.read(Versions::purging);
    return state.pending().isEmpty()
        ? state
        : journal.decide(all -> Decision.nothing(all.purging()));
  }

  /**
   * What a commit must know of purges.
   *
   * @param purges the number of purges there were
   * @param pending those that could not be completed: their blobs may be deleted at any time
   * @param why why they could not, null if they could
   */
  record Settled(int purges, List<PurgeEntry> pending, @Nullable LifecycleException why) {}

  /**
   * Completes what was interrupted, if that is possible: what is damaged elsewhere in the home must
   * not reject a commit that needs nothing of a purged version. If it failed a while ago, such a
   * commit does not try again, since that reads what the whole home refers to.
   *
   * @param needed returns the blobs that the commit needs
   * @throws LifecycleException if it is not certain which versions are purged
   */
  Settled trySettle(Supplier<Set<BlobId>> needed) {
    Settled before = failedBefore(durable());
    if (before != null && spares(before, needed.get())) {
      return before;
    }
    try {
      Settled done = new Settled(settle(), List.of(), null);
      synchronized (wait) {
        wait.succeeded();
        failed = null;
      }
      return done;
    } catch (LifecycleException e) {
      Purging state = durable();
      Settled now = new Settled(state.purges(), state.pending(), e);
      synchronized (wait) {
        wait.failed();
        failed = now;
      }
      LOG.warn("Cannot complete a purge (commits that need none of its blobs go on)", e);
      return now;
    }
  }

  /** Returns null if it is due, or another purge is pending. */
  private @Nullable Settled failedBefore(Purging now) {
    synchronized (wait) {
      return failed == null || wait.isDue() || !failed.pending().equals(now.pending())
          ? null
          : new Settled(now.purges(), now.pending(), failed.why());
    }
  }

  private boolean spares(Settled settled, Set<BlobId> needed) {
    return settled.pending().stream()
        .allMatch(purge -> Collections.disjoint(doomed(purge), needed));
  }

  /** Throws if one of the blobs that a commit needs may be deleted. */
  void checkSpares(Settled settled, Set<BlobId> needed) {
    LifecycleException why = settled.why();
    if (why != null && !spares(settled, needed)) {
      throw why;
    }
  }

  /** Purges a version; only completes what is left of one that was purged before. */
  PurgeReport purge(VersionEntry version, Purge why) {
    journal.read(
        all -> {
          all.checkWritable("purge " + version);
          return all;
        });
    VersionRef ref = new VersionRef(version.dataset(), version.number(), version.manifest());
    PurgeEntry known =
        journal.read(all -> all.findPurge(version.dataset(), version.number())).orElse(null);
    if (known != null) {
      settle();
      return new PurgeReport(ref, known.purge(), BlobErasure.NOTHING, List.of());
    }
    Needed needed = DatasetStores.needed(blobs, version.manifest());
    Set<BlobId> doomed = new LinkedHashSet<>(needed.bytes());
    doomed.addAll(needed.documents());
    doomed.add(version.manifest());
    BlobErasure.of(home, everything, doomed, "purge " + version); // refuses before all is done
    PurgeEntry purge = record(version, why, doomed);
    try {
      BlobErasure erased = erase(purge);
      LOG.info("Purged {} {}", version, purge.purge());
      return new PurgeReport(ref, purge.purge(), erased.bytes(needed.outside().size()), List.of());
    } catch (LifecycleException e) {
      throw new UnknownOutcomeException(
          String.format(
              "Purged %s, but the deletion of its bytes is not complete: %s (purge it again, or let"
                  + " the next opening, commit or garbage collection complete it)",
              version, e.getMessage()),
          e);
    }
  }

  /**
   * Purges a version that was just committed if its source changed before its entry was written:
   * whoever changed the source later sees the version.
   *
   * @param guard throws if the source has changed
   */
  void purgeUnless(Runnable guard, VersionEntry version) {
    try {
      guard.run();
    } catch (ConflictException e) {
      purge(version, new Purge(BY, "Its source changed while it was committed", clock.instant()));
      throw e;
    } catch (LifecycleException e) { // it is committed
      LOG.warn("Cannot read whether the source of {} has changed", version, e);
    }
  }

  private PurgeEntry record(VersionEntry version, Purge why, Set<BlobId> doomed) {
    PurgedManifest rest = rest(version);
    Content list = Content.of(list(doomed));
    Manifests.Stored kept = manifests.put(rest.manifest(), rest.documents());
    BlobId listed = blobs.put(list);
    Map<BlobId, String> needed = new LinkedHashMap<>(kept.needed());
    needed.put(listed, "the list of its blobs");
    return StoredFiles.commit(
        blobs,
        "purge " + version,
        needed,
        () -> journal.decide(all -> next(version, why, kept.id(), listed, all)));
  }

  private PurgedManifest rest(VersionEntry version) {
    DatasetManifest whole = manifests.read(version.manifest());
    ValidationReport report =
        whole
            .report()
            .map(
                id ->
                    ValidationForms.report(
                        NamedBlobs.read(
                            version.toString(), "its report", id, () -> blobs.read(id))))
            .orElse(null);
    return PurgedManifest.of(whole, report);
  }

  private static Decision<PurgeEntry> next(
      VersionEntry version, Purge why, BlobId kept, BlobId list, Versions all) {
    all.checkWritable("purge " + version);
    return all.findPurge(version.dataset(), version.number())
        .map(Decision::nothing)
        .orElseGet(
            () -> {
              PurgeEntry entry =
                  new PurgeEntry(
                      PurgeEntry.KIND,
                      version.dataset(),
                      version.number(),
                      why.author(),
                      why.reason(),
                      why.time(),
                      kept,
                      list);
              return new Decision<>(DataForms.JSON.write(entry), sequence -> entry);
            });
  }

  /** Deletes what only a purged version needs. Idempotent, also of several processes at a time. */
  private BlobErasure erase(PurgeEntry purge) {
    BlobErasure erasure =
        BlobErasure.of(home, everything, doomed(purge), "delete the bytes of " + purge.version());
    erasure.run();
    ErasedEntry entry =
        new ErasedEntry(ErasedEntry.KIND, purge.dataset(), purge.number(), clock.instant());
    journal.decide(
        all ->
            all.purging().pending().contains(purge)
                ? new Decision<>(DataForms.JSON.write(entry), sequence -> entry)
                : Decision.nothing(entry));
    return erasure;
  }

  /** Writes hashes one after the other. */
  private static byte[] list(Set<BlobId> ids) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(ids.size(), BlobId.BYTES));
    ids.forEach(id -> bytes.put(id.bytes()));
    return bytes.array();
  }

  private Set<BlobId> doomed(PurgeEntry purge) {
    Set<BlobId> ids = new LinkedHashSet<>();
    ByteBuffer bytes =
        ByteBuffer.wrap(
            NamedBlobs.read(
                purge.version(),
                "the list of its blobs",
                purge.blobs(),
                () -> blobs.read(purge.blobs())));
    while (bytes.hasRemaining()) {
      byte[] hash = new byte[BlobId.BYTES];
      bytes.get(hash);
      ids.add(BlobId.of(hash));
    }
    return ids;
  }
}
