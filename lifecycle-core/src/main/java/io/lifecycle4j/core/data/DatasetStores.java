package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.storage.KeptFiles;
import io.lifecycle4j.core.data.storage.LocalFiles;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.Datasets;
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

/** Makes stores of data sets, and what users call over them. */
public final class DatasetStores {
  private DatasetStores() {}

  /**
   * Returns a store in a home: files and manifests are blobs, and the shared journal {@code
   * datasets} says which manifest is which version.
   *
   * <p>The store has nothing to close: its journal ends with the medium.
   *
   * @param medium keeps blobs and journals
   * @param clock tells when a version was committed
   * @return the store
   */
  public static DatasetStore over(Medium medium, InstantSource clock) {
    return new JournalDatasetStore(
        required(medium, "medium"), required(clock, "clock"), new LocalFiles());
  }

  /**
   * Returns a store in a home, as {@link #over(Medium, InstantSource)} does, that can keep other
   * things by reference than files of this machine.
   *
   * @param medium keeps blobs and journals
   * @param clock tells when a version was committed
   * @param locations opens what is no file of this machine
   * @return the store
   */
  public static DatasetStore over(Medium medium, InstantSource clock, Locations locations) {
    return new JournalDatasetStore(
        required(medium, "medium"),
        required(clock, "clock"),
        new LocalFiles(required(locations, "locations")));
  }

  /**
   * Returns what the data sets of a home need.
   *
   * @param blobs keeps files and manifests
   * @param journals keeps the order of versions
   * @return the references
   */
  public static References references(BlobStore blobs, JournalStore journals) {
    return new DatasetReferences(blobs, journals);
  }

  /**
   * The blobs that a version of a data set needs beside its manifest.
   *
   * @param documents its report, folders and lists of chunks, which are always hot
   * @param bytes what holds the bytes of its files, in any tier
   * @param outside its files whose bytes lie outside of the home
   */
  public record Needed(List<BlobId> documents, List<BlobId> bytes, List<StoredFile> outside) {
    static Needed nothing() {
      return new Needed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Returns what a version of a data set needs.
   *
   * @param blobs keeps it
   * @param manifest the version
   * @return the blobs
   */
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
   * Returns what users call, over any store.
   *
   * @param store keeps the data sets
   * @param clock tells how old data are when they are validated
   * @return the data sets
   */
  public static Datasets datasets(DatasetStore store, InstantSource clock) {
    return new DefaultDatasets(required(store, "data set store"), required(clock, "clock"));
  }
}
