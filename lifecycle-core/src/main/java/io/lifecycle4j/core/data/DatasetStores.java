package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.storage.KeptFiles;
import io.lifecycle4j.core.data.storage.LocalFiles;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.data.spi.DatasetStore;
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

/** Creates stores of datasets, and the datasets of a store. */
public final class DatasetStores {
  private DatasetStores() {}

  /**
   * Returns a store in a home: files and manifests are blobs, and the shared journal {@code
   * datasets} lists the manifests of versions. The store needs no closing: its journal closes with
   * the medium.
   */
  public static DatasetStore over(Medium medium, InstantSource clock) {
    return new JournalDatasetStore(
        required(medium, "medium"), required(clock, "clock"), new LocalFiles());
  }

  /**
   * Returns a store in a home, as {@link #over(Medium, InstantSource)} does, whose references may
   * be outside this machine.
   *
   * @param locations opens what is not a file of this machine
   */
  public static DatasetStore over(Medium medium, InstantSource clock, Locations locations) {
    return new JournalDatasetStore(
        required(medium, "medium"),
        required(clock, "clock"),
        new LocalFiles(required(locations, "locations")));
  }

  /** Returns the references of the datasets of a home. */
  public static References references(BlobStore blobs, JournalStore journals) {
    return new DatasetReferences(blobs, journals);
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
    return new DefaultDatasets(required(store, "dataset store"), required(clock, "clock"));
  }

  private record DefaultDatasets(DatasetStore store, InstantSource clock) implements Datasets {
    @Override
    public Dataset dataset(String name) {
      return new DefaultDataset(name, store, clock, null);
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
