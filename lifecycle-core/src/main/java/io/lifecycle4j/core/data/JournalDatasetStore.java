package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.data.Versions.PurgeEntry;
import io.lifecycle4j.core.data.Versions.TagEntry;
import io.lifecycle4j.core.data.Versions.VersionEntry;
import io.lifecycle4j.core.data.format.StoredRows;
import io.lifecycle4j.core.data.storage.ArrivingFiles;
import io.lifecycle4j.core.data.storage.Intake;
import io.lifecycle4j.core.data.storage.KeptFile;
import io.lifecycle4j.core.data.storage.KeptFiles;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.KnownFiles;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.data.Dataset.TagMove;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.data.PurgeReport;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Stores files and manifests as blobs, and the order of versions in the journal {@code datasets}.
 */
final class JournalDatasetStore implements DatasetStore {
  static final String JOURNAL = "datasets";

  /** Limits the cache to the manifests of a few versions of large datasets. */
  private static final int CACHED_FILES = 500_000;

  /** The weight of the schema and the profile of a manifest, in files. */
  private static final int PARTS = 1_000;

  private final BlobStore blobs;
  private final KeptFiles kept;
  private final Fold<Versions> journal;
  private final InstantSource clock;
  private final KnownFiles known;
  private final Manifests manifestBlobs;
  private final Purges purges;
  private final Cache<BlobId, DatasetManifest> manifests =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_FILES)
          .<BlobId, DatasetManifest>weigher((id, manifest) -> weight(manifest.files().size()))
          .softValues()
          .build();

  /**
   * Opens a store in a home.
   *
   * @param everything what the whole home refers to
   */
  JournalDatasetStore(
      Medium medium, InstantSource clock, Locations locations, References everything) {
    this.blobs = medium.blobs();
    this.kept = new KeptFiles(blobs, locations);
    this.known = new KnownFiles(medium.cache().orElse(null));
    this.manifestBlobs = new Manifests(blobs);
    this.journal = new Fold<>(medium.journals().shared(JOURNAL), new Versions(), Versions::add);
    this.clock = clock;
    this.purges = new Purges(medium, journal, everything, clock);
  }

  /** Allows even the largest manifest in the cache, since a version reads its own repeatedly. */
  private static int weight(int files) {
    return Math.min(PARTS + files, CACHED_FILES / 2);
  }

  @Override
  public StoredFile put(NamedContent file) {
    return putAll(List.of(required(file, "file"))).get(0);
  }

  @Override
  public List<StoredFile> putAll(List<NamedContent> files) {
    return putAll(files, StorageMode.Mode.COPIED);
  }

  @Override
  public List<StoredFile> putAll(List<NamedContent> files, StorageMode.Mode mode) {
    return known.whileSaving(
        () -> new Intake(kept, known, clock).putAll(files, required(mode, "mode")));
  }

  /**
   * Returns files that are read while this store stores them.
   *
   * @param wanted decides before the first byte whether they are likely to be read
   */
  ArrivingFiles arriving(List<NamedContent> files, BooleanSupplier wanted) {
    return new ArrivingFiles(files, kept, wanted);
  }

  @Override
  public byte[] read(BlobId document) {
    return blobs.read(required(document, "document"));
  }

  @Override
  public StoredVersion commit(String dataset, DatasetManifest manifest, int after) {
    return commit(dataset, manifest, after, List.of());
  }

  @Override
  public StoredVersion commit(
      String dataset, DatasetManifest manifest, int after, List<Content> documents) {
    return commit(dataset, manifest, after, documents, () -> {});
  }

  /**
   * Commits like the other method.
   *
   * @param guard rejects the commit by a {@link ConflictException}. Called before it is written,
   *     and once more after it: then the version is purged, which a reader may have seen
   */
  StoredVersion commit(
      String dataset,
      DatasetManifest manifest,
      int after,
      List<Content> documents,
      Runnable guard) {
    checkName("dataset", dataset);
    check(after >= 0, "Invalid version: %s (must be 0 or more)", after);
    check(
        !required(manifest, "manifest").files().isEmpty(),
        "Invalid dataset: no files (needs at least 1)");
    List<Content> named = copy(documents, "documents");
    return known.whileSaving(
        () -> {
          while (true) {
            Purges.Settled purged = // before its files are looked for
                purges.trySettle(() -> needed(manifest).keySet());
            Optional<StoredVersion> version =
                StoredFiles.commit(
                    blobs,
                    "commit " + dataset,
                    spared(needed(manifest), purged),
                    () -> manifestBlobs.put(manifest, named),
                    stored -> commit(dataset, stored, manifest, after, purged, guard));
            if (version.isPresent()) {
              return version.get();
            }
          }
        });
  }

  private Map<BlobId, String> needed(DatasetManifest manifest) {
    Map<BlobId, String> needed = new LinkedHashMap<>();
    for (StoredFile file : manifest.files()) {
      Consumer<BlobId> add = blob -> needed.putIfAbsent(blob, "file " + file.name());
      KeptFiles.blobsOf(blobs, file, add, add);
    }
    return needed;
  }

  private Map<BlobId, String> spared(Map<BlobId, String> needed, Purges.Settled purged) {
    purges.checkSpares(purged, needed.keySet());
    return needed;
  }

  /** Returns empty if a version was purged since, so that files may no longer be stored. */
  private Optional<StoredVersion> commit(
      String dataset,
      Manifests.Stored stored,
      DatasetManifest manifest,
      int after,
      Purges.Settled purged,
      Runnable guard) {
    boolean[] appended = new boolean[1];
    Optional<VersionEntry> entry =
        StoredFiles.commit(
            blobs,
            "commit " + dataset,
            spared(stored.needed(), purged),
            () ->
                journal.decide(
                    all -> {
                      guard.run();
                      Decision<Optional<VersionEntry>> decision =
                          all.purging().purges() == purged.purges()
                              ? next(dataset, stored.id(), manifest, after, all)
                              : Decision.nothing(Optional.empty());
                      appended[0] = decision.payload() != null;
                      return decision;
                    }));
    if (appended[0]) {
      purges.purgeUnless(guard, entry.orElseThrow());
    }
    entry.ifPresent(version -> manifests.put(stored.id(), manifest));
    return entry.map(version -> new StoredVersion(header(version, Optional.empty()), manifest));
  }

  private Decision<Optional<VersionEntry>> next(
      String dataset, BlobId id, DatasetManifest manifest, int after, Versions all) {
    all.checkWritable("commit " + dataset);
    List<VersionEntry> versions = all.of(dataset);
    int newest = versions.size();
    if (newest > 0
        && versions.get(newest - 1).manifest().equals(id)
        && all.findPurge(dataset, newest).isEmpty()) {
      return Decision.nothing(Optional.of(versions.get(newest - 1)));
    }
    if (newest != after) {
      throw new ConflictException(
          String.format(
              "Cannot commit %s after version %s: version %s is the newest",
              dataset, after, newest));
    }
    VersionEntry entry =
        new VersionEntry(dataset, newest + 1, id, manifest.summary(), clock.instant());
    return new Decision<>(DataForms.JSON.write(entry), sequence -> Optional.of(entry));
  }

  @Override
  public List<VersionHeader> versions(String dataset) {
    required(dataset, "dataset");
    return journal.read(
        all ->
            all.of(dataset).stream()
                .map(version -> header(version, all.findPurge(dataset, version.number())))
                .toList());
  }

  private static VersionHeader header(VersionEntry entry, Optional<PurgeEntry> purge) {
    return new VersionHeader(
        entry.dataset(),
        entry.number(),
        entry.manifest(),
        entry.summary(),
        entry.created(),
        purge.map(PurgeEntry::purge));
  }

  @Override
  public DatasetManifest manifest(VersionHeader version) {
    required(version, "version");
    Optional<PurgeEntry> purge = journal.known(all -> purge(version, all));
    try {
      return manifest(version, purge);
    } catch (CorruptDataException e) {
      Optional<PurgeEntry> now =
          purge.isPresent() ? purge : journal.read(all -> purge(version, all));
      if (now.equals(purge)) {
        throw e;
      }
      return manifest(version, now); // another process purged it
    }
  }

  private static Optional<PurgeEntry> purge(VersionHeader version, Versions all) {
    return all.findPurge(version.dataset(), version.number());
  }

  private DatasetManifest manifest(VersionHeader version, Optional<PurgeEntry> purge) {
    BlobId id = purge.map(PurgeEntry::manifest).orElse(version.id());
    DatasetManifest manifest =
        NamedBlobs.read(
            version.toString(), "its manifest", id, () -> manifests.get(id, manifestBlobs::read));
    Manifests.checkSays(manifest.summary(), version.summary(), "dataset " + version);
    return manifest;
  }

  @Override
  public PurgeReport purge(String dataset, int number, String author, String reason) {
    checkName("dataset", dataset);
    Purge why = new Purge(author, reason, clock.instant());
    VersionEntry version =
        journal.read(
            all -> {
              List<VersionEntry> versions = all.of(dataset);
              if (number < 1 || number > versions.size()) {
                throw new NotFoundException(
                    "Dataset version does not exist: " + dataset + ":" + number);
              }
              return versions.get(number - 1);
            });
    try {
      return purges.purge(version, why);
    } finally {
      manifests.invalidate(version.manifest());
    }
  }

  @Override
  public void completePurges() {
    purges.settle();
  }

  @Override
  public Rows rows(StoredVersion version) {
    VersionHeader header = required(version, "version").header();
    // reads no journal: rows of a version are read even after the home is closed
    Optional<PurgeEntry> known = journal.known(all -> purge(header, all));
    checkNotPurged(header, known);
    return new UnpurgedRows(
        DatasetStore.super.rows(version),
        () -> checkNotPurged(header, journal.read(all -> purge(header, all))));
  }

  private static void checkNotPurged(VersionHeader header, Optional<PurgeEntry> purge) {
    new VersionHeader(
            header.dataset(),
            header.number(),
            header.id(),
            header.summary(),
            header.created(),
            purge.map(PurgeEntry::purge))
        .checkNotPurged("read " + header);
  }

  @Override
  public List<String> datasets() {
    return journal.read(Versions::names);
  }

  @Override
  public void tag(String dataset, String tag, int number, String author) {
    checkName("dataset", dataset);
    checkName("tag", tag);
    required(author, "author");
    journal.decide(
        all -> {
          all.checkWritable("tag " + dataset);
          if (number < 0 || number > all.of(dataset).size()) {
            throw new NotFoundException(
                "Dataset version does not exist: " + dataset + ":" + number);
          }
          if (all.tagged(dataset, tag) == number) {
            return Decision.nothing(number);
          }
          TagEntry entry =
              new TagEntry(TagEntry.KIND, dataset, tag, number, author, clock.instant());
          return new Decision<>(DataForms.JSON.write(entry), sequence -> number);
        });
  }

  @Override
  public List<TagMove> tagMoves(String dataset) {
    required(dataset, "dataset");
    return journal.read(all -> all.moves(dataset));
  }

  @Override
  public Map<String, Integer> tags(String dataset) {
    required(dataset, "dataset");
    return journal.read(all -> all.tags(dataset));
  }

  @Override
  public InputStream open(StoredFile file) {
    return kept.of(required(file, "file")).open();
  }

  @Override
  public InputStream open(StoredFile file, long offset, long length) {
    return kept.of(required(file, "file")).open(offset, length);
  }

  @Override
  public Rows rows(List<StoredFile> files, Format format, Schema schema) {
    List<KeptFile> all = required(files, "files").stream().map(kept::of).toList();
    return StoredRows.of(all, required(format, "format"), required(schema, "schema"));
  }
}
