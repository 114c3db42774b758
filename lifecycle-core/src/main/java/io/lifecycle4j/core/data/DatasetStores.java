package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.storage.KeptFiles;
import io.lifecycle4j.core.data.storage.LocalFiles;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.data.PurgeReport.Holder;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Creates stores of datasets, and the datasets of a store. */
public final class DatasetStores {
  private DatasetStores() {}

  /**
   * Returns a store in a home that has datasets only: files and manifests are blobs, and the shared
   * journal {@code datasets} lists the manifests of versions. The store needs no closing: its
   * journal closes with the medium.
   */
  public static DatasetStore over(Medium medium, InstantSource clock) {
    return over(medium, clock, Optional.empty(), own(medium));
  }

  /**
   * Returns a store in a home that has datasets only, as {@link #over(Medium, InstantSource)} does,
   * whose references may be outside this machine.
   *
   * @param locations opens what is not a file of this machine
   */
  public static DatasetStore over(Medium medium, InstantSource clock, Locations locations) {
    return over(medium, clock, Optional.of(required(locations, "locations")), own(medium));
  }

  private static References own(Medium medium) {
    return references(required(medium, "medium").blobs(), medium.journals());
  }

  /**
   * Returns a store in a home that has other rooms.
   *
   * @param locations opens what is not a file of this machine
   * @param everything what the whole home refers to: a purge spares it
   */
  public static DatasetStore over(
      Medium medium, InstantSource clock, Optional<Locations> locations, References everything) {
    return new JournalDatasetStore(
        required(medium, "medium"),
        required(clock, "clock"),
        locations.map(LocalFiles::new).orElseGet(LocalFiles::new),
        required(everything, "references"));
  }

  /** Returns the references of the datasets of a home. */
  public static References references(BlobStore blobs, JournalStore journals) {
    return new DatasetReferences(blobs, journals);
  }

  /**
   * Completes purges of a home that were interrupted; logs it if that is not possible.
   *
   * @throws LifecycleException if it is not certain which versions are purged
   */
  public static void completePurges(Medium home, References everything, InstantSource clock) {
    if (home.journals().names().contains(JournalDatasetStore.JOURNAL)) {
      Fold<Versions> journal =
          new Fold<>(
              home.journals().shared(JournalDatasetStore.JOURNAL), new Versions(), Versions::add);
      new Purges(home, journal, everything, clock).trySettle(Set::of);
    }
  }

  /** Returns the manifests of the purged versions of a home, whose blobs nothing needs. */
  public static Set<BlobId> purgedManifests(JournalStore journals) {
    Versions all = new Versions();
    journals.read(JournalDatasetStore.JOURNAL, 1, all::add);
    return all.purgedManifests();
  }

  /**
   * Throws if a version was purged.
   *
   * @param doing what needs its rows, for the message
   * @throws PurgedDataException if it was
   */
  public static void checkNotPurged(DatasetVersion version, String doing) {
    version
        .findPurge()
        .ifPresent(
            purge -> {
              throw new PurgedDataException(
                  "Cannot " + doing + ": " + version.ref() + " was purged " + purge);
            });
  }

  /**
   * The blobs that a dataset version needs in addition to its manifest.
   *
   * @param documents its report, folders and lists of chunks, which are always hot
   * @param bytes the blobs with the bytes of its files, in any tier
   * @param outside its files whose bytes are outside the home
   */
  public record Needed(List<BlobId> documents, List<BlobId> bytes, List<StoredFile> outside) {
    static Needed nothing() {
      return new Needed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Returns the blobs that a dataset version needs. */
  public static Needed needed(BlobStore blobs, BlobId manifest) {
    Needed needed = Needed.nothing();
    walk(blobs, manifest, needed);
    return needed;
  }

  static ManifestDocument walk(BlobStore blobs, BlobId manifest, Needed needed) {
    return new Manifests(blobs)
        .walk(
            manifest,
            file -> {
              if (file.keeping() instanceof StorageMode.Reference) {
                needed.outside().add(file);
              } else {
                KeptFiles.blobsOf(blobs, file, needed.documents()::add, needed.bytes()::add);
              }
            },
            needed.documents()::add);
  }

  /**
   * Returns the datasets of any store.
   *
   * @param clock determines the age of data in validations
   */
  public static Datasets datasets(DatasetStore store, InstantSource clock) {
    return datasets(store, clock, version -> List.of(), Observers.NONE);
  }

  /**
   * Returns the datasets of any store in a home that has other rooms.
   *
   * @param clock determines the age of data in validations
   * @param holders finds what was made of a version; throws if the version is in use
   */
  public static Datasets datasets(
      DatasetStore store,
      InstantSource clock,
      Function<VersionRef, List<Holder>> holders,
      Observers observers) {
    return new DefaultDatasets(
        required(store, "dataset store"),
        required(clock, "clock"),
        required(holders, "holders"),
        observers);
  }

  private record DefaultDatasets(
      DatasetStore store,
      InstantSource clock,
      Function<VersionRef, List<Holder>> holders,
      Observers observers)
      implements Datasets {
    @Override
    public Dataset dataset(String name) {
      return new DefaultDataset(name, store, clock, holders, observers, null);
    }

    @Override
    public Proposal proposal(String json) {
      return DefaultProposal.read(json);
    }

    @Override
    public List<String> names() {
      return store.datasets();
    }

    @Override
    public String toString() {
      return "Datasets";
    }
  }
}
