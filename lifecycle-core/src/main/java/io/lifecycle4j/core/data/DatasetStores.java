package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalStore;
import java.time.InstantSource;

/** Makes stores of data sets, and what users call over them. */
public final class DatasetStores {
  private DatasetStores() {}

  /**
   * Returns a store over the blobs and journals of a home: files and manifests are blobs, and the
   * shared journal {@code datasets} says which manifest is which version.
   *
   * <p>The store has nothing to close: its journal ends with the medium.
   *
   * @param blobs keeps files and manifests
   * @param journals keeps the order of versions
   * @param clock tells when a version was committed
   * @return the store
   */
  public static DatasetStore over(BlobStore blobs, JournalStore journals, InstantSource clock) {
    return new JournalDatasetStore(
        required(blobs, "blob store"),
        required(journals, "journal store"),
        required(clock, "clock"));
  }

  /**
   * Tells what the data sets of a home need.
   *
   * @param blobs keeps files and manifests
   * @param journals keeps the order of versions
   * @return the references
   */
  public static References references(BlobStore blobs, JournalStore journals) {
    return new DatasetReferences(blobs, journals);
  }

  /**
   * Returns what users call, over any store.
   *
   * @param store keeps the data sets
   * @param clock tells how old data are when they are validated
   * @return the data sets
   */
  public static Datasets datasets(DatasetStore store, InstantSource clock) {
    return new DefaultDatasets(required(store, "dataset store"), required(clock, "clock"));
  }
}
